package io.flowlet.settings;

import io.flowlet.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an operator wrote, not yet judged: the file first, the environment over it, files of secrets last.
 *
 * @param where the sources that were read, for the heading of a report
 * @param values by key without {@code flowlet.}; keys that no setting has are among them
 * @param encrypted the id of the key that sealed it, by the key of each value that was encrypted and is in clear now
 * @param files what was read, by how an operator calls it: nothing else may be written there
 * @param faults of the sources themselves: an unreadable file, two values for one secret
 * @param judged keys that are among the faults already and have no value
 */
record SettingsSource(
        String where,
        Map<String, String> values,
        Map<String, String> encrypted,
        Map<String, Path> files,
        List<SettingFault> faults,
        Set<String> judged) {
    /** What Kubernetes sets in every container beside a service that is called flowlet…. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("FLOWLET_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP)(_.+)?)");

    static SettingsSource of(Map<String, String> values) {
        return new SettingsSource("built in", Map.copyOf(values), Map.of(), Map.of(), List.of(), Set.of());
    }

    /** Reads {@code file}, which may be missing unless it was {@code demanded}, then the {@code FLOWLET_…} variables. */
    static SettingsSource read(Path file, boolean demanded, Map<String, String> environment, KnownNames names) {
        Reader reader = new Reader(names);
        boolean exists = Files.isRegularFile(file);
        if (exists) {
            reader.readFile(file);
        } else if (demanded) {
            reader.faults.add(new SettingFault(file.toString(), SettingFault.MISSING, "name a file that exists"));
        }
        boolean fromEnvironment = reader.readEnvironment(environment);
        reader.readSecretFiles();
        String where =
                !exists ? "environment; there is no " + file : file + (fromEnvironment ? " and environment" : "");
        return new SettingsSource(
                where, reader.values, Map.of(), reader.files, List.copyOf(reader.faults), Set.copyOf(reader.judged));
    }

    /** Whether {@code key} or an element of it was encrypted. */
    boolean isEncrypted(SettingKey key) {
        return encrypted.keySet().stream().anyMatch(key::covers);
    }

    /** Whether {@code key} or an element of it is among the faults already. */
    boolean isJudged(SettingKey key) {
        return judged.stream().anyMatch(key::covers);
    }

    private static final class Reader {
        private final KnownNames names;
        private final Map<String, String> values = new LinkedHashMap<>();
        private final Map<String, Path> files = new LinkedHashMap<>();
        private final List<SettingFault> faults = new ArrayList<>();
        private final Set<String> judged = new HashSet<>();

        Reader(KnownNames names) {
            this.names = names;
        }

        void readFile(Path file) {
            files.put("this settings file", file);
            SettingsFile.read(file, this::readFileValue).ifPresent(faults::add);
        }

        private void readFileValue(String name, Object value) {
            boolean secret = names.keys().stream().anyMatch(key -> key.name().equals(name) && key.isSecret());
            if (secret && !(value instanceof String)) {
                // 0123 would arrive as 83, yes as true
                faults.add(new SettingFault(name, SettingFault.HIDDEN, "put it in quotes"));
                judged.add(name);
            } else if (secret || !value.toString().isEmpty()) {
                values.put(name, value.toString());
            }
        }

        boolean readEnvironment(Map<String, String> environment) {
            boolean any = false;
            for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
                if (!KnownNames.isNoSetting(variable.getKey())) {
                    any = true;
                    readVariable(variable.getKey(), variable.getValue());
                }
            }
            return any;
        }

        private void readVariable(String variable, String value) {
            // a service called flowlet-server is told to every container as FLOWLET_SERVER_PORT=tcp://…
            if (value.startsWith("tcp://") || SERVICE_LINK.matcher(variable).matches()) {
                return;
            }
            Optional<String> key = names.ofVariable(variable);
            if (key.isEmpty()) {
                faults.add(names.refusalOfVariable(variable));
            } else if (!value.isEmpty()) {
                // an example's line without a value leaves everything as it is
                values.put(key.get(), value);
            }
        }

        /** Mounted secrets: {@code database.app-password-file: /run/secrets/app}. */
        void readSecretFiles() {
            for (SettingKey key : names.keys()) {
                Optional<String> file =
                        key.isSecret() ? Optional.ofNullable(values.remove(key.fileName())) : Optional.empty();
                if (file.isPresent()) {
                    readSecretFile(key, file.get());
                }
            }
        }

        private void readSecretFile(SettingKey key, String file) {
            if (values.containsKey(key.name())) {
                faults.add(new SettingFault(
                        key.fileName(), "\"" + file + "\"", "remove it or " + key.name() + ": both are set"));
                return;
            }
            try {
                Path path = Path.of(file);
                String content = Files.readString(path).strip();
                if (PrivateFile.isOpenToOthers(path)) {
                    faults.add(new SettingFault(
                            key.fileName(), "\"" + file + "\"", "others may read it: chmod 600 " + file));
                    judged.add(key.name());
                    return;
                }
                values.put(key.name(), content);
                files.put(key.fileName(), path);
            } catch (IOException | InvalidPathException e) {
                faults.add(new SettingFault(key.fileName(), "\"" + file + "\"", "must name a file that can be read"));
                judged.add(key.name());
            }
        }
    }
}
