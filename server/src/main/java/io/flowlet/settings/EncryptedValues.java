package io.flowlet.settings;

import io.flowlet.files.FileRefused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.crypto.spec.SecretKeySpec;

/** Puts clear values in the place of encrypted ones, and says of each that cannot be opened why. */
final class EncryptedValues {
    private final KnownNames names;
    private final Optional<Path> keyFile;

    EncryptedValues(KnownNames names, Map<String, String> environment) {
        this.names = names;
        this.keyFile = Optional.ofNullable(environment.get(SettingsKeys.VARIABLE))
                .filter(file -> !file.isBlank())
                .map(Path::of);
    }

    /** All values. A key file that is named must be a sound one, also while nothing is encrypted. */
    SettingsSource opened(SettingsSource source) {
        return opened(source, written -> true, keyFile.isPresent());
    }

    /** The values of {@code keys}; others that are encrypted are left out, and their key is not asked for. */
    SettingsSource openedFor(List<SettingKey> keys, SettingsSource source) {
        return opened(source, written -> keys.stream().anyMatch(key -> key.covers(written)), false);
    }

    private SettingsSource opened(SettingsSource source, Predicate<String> isWanted, boolean keyFileMatters) {
        Opening opening = new Opening(source);
        Map<String, SealedValue> sealed = new LinkedHashMap<>();
        source.values().forEach((name, text) -> {
            if (names.key(name).isPresent()) {
                switch (SealedValue.read(text)) {
                    case SealedValue.Read.Clear() -> {}
                    case SealedValue.Read.Unreadable unreadable -> {
                        opening.values.remove(name);
                        if (isWanted.test(name)) {
                            opening.refuse(name, unreadable.shown(), unreadable.why() + ": " + anew(name));
                        }
                    }
                    case SealedValue.Read.Sealed(SealedValue value) -> {
                        opening.values.remove(name);
                        if (isWanted.test(name)) {
                            sealed.put(name, value);
                        }
                    }
                }
            }
        });
        if (keyFileMatters || !sealed.isEmpty()) {
            open(sealed, opening);
        }
        return opening.source();
    }

    private void open(Map<String, SealedValue> sealed, Opening opening) {
        opening.judged.addAll(sealed.keySet());
        if (keyFile.isEmpty()) {
            opening.faults.add(SettingFault.missing(
                    SettingsKeys.VARIABLE,
                    "name the file with the key of "
                            + sealed.keySet().iterator().next()));
            return;
        }
        opening.files.put(SettingsKeys.VARIABLE, keyFile.get());
        try {
            SettingsKeys keys = SettingsKeys.read(keyFile.get());
            sealed.forEach((name, value) -> open(name, value, keys, opening));
        } catch (FileRefused e) {
            opening.faults.add(
                    new SettingFault(SettingsKeys.VARIABLE, "\"" + keyFile.get() + "\"", e.fault() + ": " + e.fix()));
        }
    }

    private void open(String name, SealedValue value, SettingsKeys keys, Opening opening) {
        Optional<SecretKeySpec> key = keys.key(value.kid());
        if (key.isEmpty()) {
            opening.refuse(
                    name,
                    "(key " + value.kid() + ")",
                    "its key is not in " + keys.file() + ": put it back, or " + anew(name));
            return;
        }
        Optional<String> clear = value.open(name, key.get());
        if (clear.isPresent()) {
            opening.accept(name, clear.get(), value.kid());
            return;
        }
        opening.refuse(
                name,
                SealedValue.SHOWN,
                meantFor(value, key.get())
                        .map(other -> "was encrypted for " + other + ": move it back, or " + anew(name))
                        .orElse("was altered: " + anew(name)));
    }

    /** For whom a value was encrypted that does not open here: an operator who moved a line wants to know which. */
    private Optional<String> meantFor(SealedValue value, SecretKeySpec key) {
        return names.keys().stream()
                .map(SettingKey::name)
                .filter(other -> value.open(other, key).isPresent())
                .findFirst();
    }

    private static String anew(String name) {
        return "./flowlet config encrypt " + name;
    }

    /** A source while its values are opened. */
    private static final class Opening {
        private final SettingsSource before;
        private final Map<String, String> values;
        private final Map<String, String> encrypted = new LinkedHashMap<>();
        private final Map<String, Path> files;
        private final List<SettingFault> faults;
        private final Set<String> judged;

        Opening(SettingsSource before) {
            this.before = before;
            this.values = new LinkedHashMap<>(before.values());
            this.files = new LinkedHashMap<>(before.files());
            this.faults = new ArrayList<>(before.faults());
            this.judged = new HashSet<>(before.judged());
        }

        void accept(String name, String clear, String kid) {
            values.put(name, clear);
            encrypted.put(name, kid);
            judged.remove(name);
        }

        void refuse(String name, String shown, String fix) {
            faults.add(new SettingFault(name, shown, fix));
            judged.add(name);
        }

        SettingsSource source() {
            return new SettingsSource(
                    before.where(), values, encrypted, files, List.copyOf(faults), Set.copyOf(judged));
        }
    }
}
