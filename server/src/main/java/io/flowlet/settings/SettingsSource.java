package io.flowlet.settings;

import java.io.IOException;
import java.nio.file.Files;
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
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What an operator wrote, not yet judged: the file first, the environment over it, files of secrets last.
 *
 * @param where the sources that were read, for the heading of a report
 * @param values by key without {@code flowlet.}; keys that no setting has are among them
 * @param faults of the sources themselves: an unreadable file, two values for one secret
 * @param judged keys that are among the faults already and have no value
 */
record SettingsSource(String where, Map<String, String> values, List<SettingFault> faults, Set<String> judged) {
    /** Variables of ours that are no settings: they tell where to look, or belong to the launcher. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("FLOWLET_CONFIG", "FLOWLET_HOME", "FLOWLET_JAVA_HOME", "FLOWLET_JAVA_OPTS");

    /** What Kubernetes sets in every container beside a service that is called flowlet…. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("FLOWLET_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP)(_.+)?)");

    private static final String FILE_SUFFIX = "-file";

    static SettingsSource of(Map<String, String> values) {
        return new SettingsSource("built in", Map.copyOf(values), List.of(), Set.of());
    }

    /** Reads {@code file}, which may be missing unless it was {@code demanded}, then the {@code FLOWLET_…} variables. */
    static SettingsSource read(Path file, boolean demanded, Map<String, String> environment, List<SettingKey> keys) {
        Reader reader = new Reader(keys);
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
        return new SettingsSource(where, reader.values, List.copyOf(reader.faults), reader.judged);
    }

    private static final class Reader {
        private final List<SettingKey> keys;
        private final Map<String, String> values = new LinkedHashMap<>();
        private final List<SettingFault> faults = new ArrayList<>();
        private final Set<String> judged = new HashSet<>();

        Reader(List<SettingKey> keys) {
            this.keys = keys;
        }

        void readFile(Path file) {
            try {
                for (PropertySource<?> document :
                        new YamlPropertySourceLoader().load(file.toString(), new FileSystemResource(file))) {
                    if (document instanceof EnumerablePropertySource<?> properties) {
                        for (String name : properties.getPropertyNames()) {
                            readFileValue(name, properties.getProperty(name));
                        }
                    }
                }
            } catch (MarkedYAMLException e) {
                // never the parser's own words: they quote the line, and the line may hold a secret
                int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
                faults.add(new SettingFault(
                        file.toString(), "line " + line, "is not YAML: check indentation, double keys and quotes"));
            } catch (YAMLException | IOException | IllegalStateException e) {
                faults.add(new SettingFault(file.toString(), "unreadable", "must be readable UTF-8 YAML"));
            }
        }

        private void readFileValue(String written, @Nullable Object found) {
            String name =
                    written.startsWith(SettingKey.PREFIX) ? written.substring(SettingKey.PREFIX.length()) : written;
            Object value = found instanceof OriginTrackedValue tracked ? tracked.getValue() : found;
            boolean secret = keys.stream().anyMatch(key -> key.name().equals(name) && key.isSecret());
            if (secret && !(value instanceof String)) {
                // 0123 would arrive as 83, yes as true
                faults.add(new SettingFault(name, SettingFault.HIDDEN, "put it in quotes"));
                judged.add(name);
            } else if (value != null && !(value instanceof String text && text.isEmpty() && !secret)) {
                values.put(name, value.toString());
            }
        }

        boolean readEnvironment(Map<String, String> environment) {
            Map<String, String> names = new LinkedHashMap<>();
            for (SettingKey key : keys) {
                names.put(key.environmentVariable(), key.name());
                if (key.isSecret()) {
                    names.put(key.environmentVariable() + "_FILE", key.name() + FILE_SUFFIX);
                }
            }
            boolean any = false;
            for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
                String name = variable.getKey();
                if (name.startsWith("FLOWLET_") && !NOT_SETTINGS.contains(name)) {
                    any = true;
                    readVariable(name, variable.getValue(), names);
                }
            }
            return any;
        }

        private void readVariable(String variable, String value, Map<String, String> names) {
            String key = names.get(variable);
            if (key != null) {
                values.put(key, value);
                return;
            }
            String fix = Nearest.to(variable, names.keySet())
                    .map(near -> "did you mean " + near + "?")
                    .orElse("no setting has this name: remove it");
            if (!SERVICE_LINK.matcher(variable).matches() && !value.startsWith("tcp://")) {
                faults.add(new SettingFault(variable, SettingFault.UNKNOWN, fix));
            }
        }

        /** Mounted secrets: {@code database.app-password-file: /run/secrets/app}. */
        void readSecretFiles() {
            for (SettingKey key : keys) {
                String fileKey = key.name() + FILE_SUFFIX;
                Optional<String> file = key.isSecret() ? Optional.ofNullable(values.remove(fileKey)) : Optional.empty();
                if (file.isPresent()) {
                    readSecretFile(key, fileKey, file.get());
                }
            }
        }

        private void readSecretFile(SettingKey key, String fileKey, String file) {
            if (values.containsKey(key.name())) {
                faults.add(
                        new SettingFault(fileKey, "\"" + file + "\"", "remove it or " + key.name() + ": both are set"));
                return;
            }
            try {
                values.put(key.name(), Files.readString(Path.of(file)).strip());
            } catch (IOException | RuntimeException e) {
                faults.add(new SettingFault(fileKey, "\"" + file + "\"", "must name a file that can be read"));
                judged.add(key.name());
            }
        }
    }
}
