package io.flowlet.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.util.unit.DataSize;

/**
 * Configurations that are wrong in one way each, made from the settings records: a new record gets its share of them by itself.
 *
 * <p>Every one plants secrets that nothing may print. What a case writes beside its fault is sound.
 */
final class BadSettings {
    /** Begins every secret that is planted. */
    static final String CANARY = "canary-7c1e";

    static final RetiredSetting RENAMED = RetiredSetting.renamed("database.pool", "database.pool-size", "0.2.0");
    static final RetiredSetting REMOVED = RetiredSetting.removed("ledger.turbo", "it is always on", "0.2.0");

    /**
     * One configuration.
     *
     * @param what is wrong with it
     * @param key that must be named
     * @param values of the file, as YAML scalars by key
     * @param environment on top of it
     */
    record Bad(String what, String key, Map<String, String> values, Map<String, String> environment) {
        String yaml() {
            return values.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                    .collect(Collectors.joining());
        }

        @Override
        public String toString() {
            return what + ", " + key;
        }
    }

    private final Path folder;
    private final Random random;
    private final List<SettingKey> keys = SettingsRecords.all().entrySet().stream()
            .flatMap(bound -> SettingKey.of(bound.getKey(), bound.getValue()).stream())
            .toList();
    private final List<Bad> all = new ArrayList<>();
    private final Path keyFile;
    private final SettingsKeys settingsKeys;

    BadSettings(Path folder, long seed) throws IOException {
        this.folder = folder;
        this.random = new Random(seed);
        this.keyFile = folder.resolve("settings.key");
        SettingsKeys.add(keyFile);
        this.settingsKeys = SettingsKeys.read(keyFile);
        keys.forEach(this::ofOneKey);
        ofNames();
        ofEncryption();
        ofPairs();
    }

    /** At least one of each kind of fault for each setting that can have it, those that only a variable can have included. */
    List<Bad> all() {
        return Collections.unmodifiableList(all);
    }

    /** One of each kind of fault, in a random order. */
    List<Bad> oneOfEachKind() {
        List<Bad> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.stream()
                .collect(Collectors.toMap(Bad::what, bad -> bad, (one, other) -> one, LinkedHashMap::new))
                .values());
    }

    Map<String, String> environment() {
        return Map.of(SettingsKeys.VARIABLE, keyFile.toString());
    }

    /** Everything that a server needs and nothing that is wrong. */
    Map<String, String> sound() {
        Map<String, String> sound = new LinkedHashMap<>();
        sound.put("database.url", "jdbc:postgresql://127.0.0.1:1/flowlet?password=" + CANARY + "-url");
        sound.put("database.app-password", CANARY + "-app");
        sound.put(
                "database.sequencer-password",
                settingsKeys.encrypt("database.sequencer-password", CANARY + "-sequencer"));
        sound.put("vault.master-key-file", "/etc/flowlet/master.key");
        sound.put("vault.key-store", "/var/lib/flowlet/epochs");
        sound.put("identity.issuer", "https://api.example.com");
        return sound;
    }

    private void ofOneKey(SettingKey key) {
        Class<?> type = key.type();
        if (key.isRequired()) {
            Map<String, String> without = sound();
            without.remove(key.name());
            all.add(new Bad("missing", key.name(), without, environment()));
            with("empty", key, "''");
        }
        if (type == Duration.class || type == DataSize.class) {
            with("bare number", key, Integer.toString(random.nextInt(1, 100_000)));
        }
        if (type != String.class && type != Path.class && type != List.class) {
            with("wrong type", key, "[a, " + random.nextInt(100) + "]");
            with("wrong type", key, pick("soon", "a lot", "1.5 or so", "'${HOME}'"));
            all.add(new Bad(
                    "wrong type of a variable",
                    key.name(),
                    sound(),
                    and(key.environmentVariable(), pick("maybe", "12 parsecs", "null", "--"))));
        }
        outOfRange(key);
        if (key.component().getAccessor().isAnnotationPresent(Pattern.class)) {
            with("wrong form", key, "'a b\tc'");
        }
        if (key.isSecret()) {
            with("unquoted secret", key, Integer.toString(random.nextInt(1000, 100_000)));
            Map<String, String> twice = soundWith(key.name(), CANARY + "-twice");
            twice.put(key.fileName(), folder.resolve("secret").toString());
            all.add(new Bad("two values for one secret", key.fileName(), twice, environment()));
            Map<String, String> unreadable = sound();
            unreadable.remove(key.name());
            unreadable.put(key.fileName(), folder.resolve("nowhere").toString());
            all.add(new Bad("secret in a file that is not there", key.fileName(), unreadable, environment()));
        }
    }

    private void outOfRange(SettingKey key) {
        Min least = key.component().getAccessor().getAnnotation(Min.class);
        Max most = key.component().getAccessor().getAnnotation(Max.class);
        DurationMin shortest = key.component().getAccessor().getAnnotation(DurationMin.class);
        DurationMax longest = key.component().getAccessor().getAnnotation(DurationMax.class);
        if (least != null) {
            with("below its range", key, Long.toString(least.value() - 1 - random.nextInt(3)));
        }
        if (most != null) {
            with("above its range", key, Long.toString(most.value() + 1 + random.nextInt(1000)));
        }
        if (shortest != null) {
            with("too short", key, pick("0s", "-1h", "1ms"));
        }
        if (longest != null) {
            with("too long", key, random.nextInt(2000, 4000) + "d");
        }
    }

    private void ofNames() {
        for (SettingKey key : keys) {
            String name = mistyped(key.name());
            if (keys.stream().noneMatch(other -> other.covers(name))) {
                all.add(new Bad("mistyped", name, soundWith(name, CANARY + "-mistyped"), environment()));
            }
            String variable = mistyped(key.environmentVariable());
            if (!variable.equals(key.environmentVariable())) {
                all.add(new Bad("mistyped variable", variable, sound(), and(variable, CANARY + "-variable")));
            }
        }
        for (String unknown : List.of("spring.datasource.url", "database", "logging.level.root", "server.port.api")) {
            all.add(new Bad("unknown", unknown, soundWith(unknown, CANARY + "-unknown"), environment()));
        }
        for (RetiredSetting retired : List.of(RENAMED, REMOVED)) {
            all.add(new Bad("retired", retired.name(), soundWith(retired.name(), CANARY + "-old"), environment()));
            String variable = SettingKey.variableOf(retired.name());
            all.add(new Bad("retired variable", variable, sound(), and(variable, CANARY + "-old")));
        }
    }

    private void ofEncryption() throws IOException {
        Path elsewhere = folder.resolve("other.key");
        SettingsKeys.add(elsewhere);
        SettingsKeys foreign = SettingsKeys.read(elsewhere);
        for (SettingKey key : keys) {
            String clear = CANARY + "-encrypted";
            String sealed = settingsKeys.encrypt(key.name(), clear);
            SettingKey other = keys.get((keys.indexOf(key) + 1 + random.nextInt(keys.size() - 1)) % keys.size());
            with("encrypted for another key", key, settingsKeys.encrypt(other.name(), clear));
            with("encrypted and altered", key, altered(sealed, 24 + random.nextInt(sealed.length() - 24)));
            with("encrypted with another installation's key", key, foreign.encrypt(key.name(), clear));
            with("encrypted by another version", key, sealed.replace("enc:v1", "enc:v" + random.nextInt(2, 10)));
            with("encrypted and cut", key, "'" + sealed.substring(0, random.nextInt(8, sealed.length() - 1)) + "'");
            if (key.type() != String.class && key.type() != Path.class && key.type() != List.class) {
                with("encrypted and of a wrong type", key, sealed);
            }
        }
        String variable = SettingsKeys.VARIABLE;
        all.add(new Bad("no key file", variable, sound(), Map.of()));
        all.add(new Bad("key file not there", variable, sound(), Map.of(variable, "/nowhere/settings.key")));
        Path open = Files.copy(keyFile, folder.resolve("open.key"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        all.add(new Bad("key file open to others", variable, sound(), Map.of(variable, open.toString())));
        Path cut = Files.writeString(
                folder.resolve("cut.key"), Files.readString(keyFile).substring(0, 50));
        Files.setPosixFilePermissions(cut, PosixFilePermissions.fromString("rw-------"));
        all.add(new Bad("key of a wrong length", variable, sound(), Map.of(variable, cut.toString())));
    }

    private void ofPairs() {
        pair("server.management-port", Map.of("server.port", "9000", "server.management-port", "9000"));
        pair("identity.audience", Map.of("identity.audience", "one", "identity.sign-in.staff-audience", "one"));
        pair("identity.sign-in.session-life", Map.of("identity.sign-in.session-life", "10m"));
        pair(
                "identity.access-token-life",
                Map.of("identity.access-token-life", "20m", "identity.sign-in.refresh-idle", "6m"));
        pair(
                "identity.sign-in.refresh-idle",
                Map.of("identity.sign-in.refresh-idle", "20d", "identity.sign-in.subscriber-refresh-life", "10d"));
        pair("vault.master-key-file", Map.of("audit.checkpoint-file", "/etc/flowlet/../flowlet/master.key"));
        pair("ledger.writers", Map.of("ledger.writers", "16"));
        pair("ledger.writers", Map.of("database.pool-size", "4"));
        pair("ledger.writers", Map.of("ledger.writers", "20", "database.pool-size", "20"));
        pair("edge.trusted-proxies", Map.of("edge.trusted-proxies", "10.0.0.0/8, 10.0.0.1/33"));
    }

    private void pair(String key, Map<String, String> written) {
        Map<String, String> values = sound();
        values.putAll(written);
        all.add(new Bad("do not fit together", key, values, environment()));
    }

    private void with(String what, SettingKey key, String value) {
        all.add(new Bad(what, key.name(), soundWith(key.name(), value), environment()));
    }

    private Map<String, String> soundWith(String key, String value) {
        Map<String, String> values = sound();
        values.put(key, value);
        return values;
    }

    private Map<String, String> and(String variable, String value) {
        Map<String, String> environment = new LinkedHashMap<>(environment());
        environment.put(variable, value);
        return environment;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Two letters swapped, one left out or one doubled; somewhere after the first word. */
    private String mistyped(String name) {
        int first = Math.max(name.indexOf('.'), name.indexOf('_', 8)) + 1;
        int at = first + random.nextInt(name.length() - first - 1);
        return switch (random.nextInt(3)) {
            case 0 -> name.substring(0, at) + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);
            case 1 -> name.substring(0, at) + name.substring(at + 1);
            default -> name.substring(0, at) + name.charAt(at) + name.substring(at);
        };
    }

    private static String altered(String text, int at) {
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        return text.substring(0, at) + other + text.substring(at + 1);
    }
}
