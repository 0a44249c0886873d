package io.flowlet.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.DefaultValue;

class EncryptedSettingsTests {
    private static final String CANARY = "canary-9f8e7d6c";

    record MailSettings(
            String password,
            @Nullable String apiToken,
            @DefaultValue("10s") Duration timeout,
            @DefaultValue({}) List<String> hosts,
            @Nullable Path journal,
            @Nullable Path spool) {}

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final SettingsCheck check = new SettingsCheck(
            Map.of("mail", MailSettings.class),
            List.of(
                    RetiredSetting.renamed("mail.secret-word", "mail.password", "0.2.0"),
                    RetiredSetting.removed("mail.retries", "a message is tried until it is out of date", "0.3.0")));

    private Path keyFile = Path.of("");
    private String kid = "";

    @BeforeEach
    void makeAKey() {
        keyFile = folder.resolve("settings.key");
        kid = SettingsKeys.add(keyFile);
    }

    @Test
    void valuesOpenWhereverTheyAreWritten() throws IOException {
        Path mounted = secretFile("token", encrypted("mail.api-token", CANARY) + "\n");
        SettingsReport report = check(
                "mail.password: " + encrypted("mail.password", "from the file") + "\n",
                Map.of(
                        "FLOWLET_MAIL_TIMEOUT",
                        encrypted("mail.timeout", "20s"),
                        "FLOWLET_MAIL_API_TOKEN_FILE",
                        mounted.toString()));
        assertThat(report.faults()).isEmpty();
        assertThat(report.bind("mail", MailSettings.class))
                .isEqualTo(new MailSettings("from the file", CANARY, Duration.ofSeconds(20), List.of(), null, null));
        assertThat(report.encrypted())
                .isEqualTo(Map.of("mail.password", kid, "mail.api-token", kid, "mail.timeout", kid));
    }

    @Test
    void whatWasEncryptedIsNotShownWhateverItsKey() throws IOException {
        SettingsReport sound = check("""
                mail.password: x
                mail.timeout: 30s
                mail.hosts:
                  - one.example.com
                  - %s
                """.formatted(encrypted("mail.hosts[1]", CANARY)), Map.of());
        assertThat(sound.faults()).isEmpty();
        assertThat(shown(sound, "mail.hosts")).isEqualTo("(hidden)");
        assertThat(shown(sound, "mail.password")).isEqualTo("(hidden)");
        assertThat(shown(sound, "mail.timeout")).isEqualTo("30s");
        assertThat(sound.bind("mail", MailSettings.class).hosts()).containsExactly("one.example.com", CANARY);
        assertThat(sound).asString().doesNotContain(CANARY);

        SettingsReport wrong =
                check("mail: {password: x, timeout: '" + encrypted("mail.timeout", CANARY) + "'}\n", Map.of());
        assertThat(wrong.faults())
                .containsExactly(new SettingFault("mail.timeout", "(hidden)", "needs a unit: 10s, 1m, 1h"));
    }

    @Test
    void everyFaultOfAnEncryptedValueIsItsOwn() throws IOException {
        String password = encrypted("mail.password", CANARY);
        char other = password.charAt(60) == 'a' ? 'b' : 'a';
        assertThat(faultOf("mail.password", encrypted("mail.api-token", CANARY)))
                .isEqualTo(new SettingFault(
                        "mail.password",
                        "(encrypted)",
                        "was encrypted for mail.api-token: move it back, or ./flowlet config encrypt mail.password"));
        assertThat(faultOf("mail.password", password.substring(0, 60) + other + password.substring(61)))
                .isEqualTo(new SettingFault(
                        "mail.password", "(encrypted)", "was altered: ./flowlet config encrypt mail.password"));
        assertThat(faultOf("mail.password", password.replace(kid, "0123456789abcdef")))
                .isEqualTo(new SettingFault(
                        "mail.password",
                        "(key 0123456789abcdef)",
                        "its key is not in " + keyFile + ": put it back, or ./flowlet config encrypt mail.password"));
        assertThat(faultOf("mail.password", password.replace("v1", "v2")))
                .isEqualTo(new SettingFault(
                        "mail.password",
                        "enc:v2",
                        "is of another version, this one reads enc:v1 only: ./flowlet config encrypt mail.password"));
        assertThat(faultOf("mail.password", password.substring(0, 30)))
                .isEqualTo(new SettingFault(
                        "mail.password", "(encrypted)", "is damaged or cut: ./flowlet config encrypt mail.password"));
    }

    @Test
    void anEncryptedValueNeedsItsKeyFileAndThatOneMustBePrivate() throws IOException {
        String yaml = "mail.password: " + encrypted("mail.password", CANARY) + "\n";
        Path file = Files.writeString(folder.resolve("flowlet.yml"), yaml);
        assertThat(check.check(file, true, Map.of()).faults())
                .containsExactly(new SettingFault(
                        "FLOWLET_CONFIG_KEY_FILE", "missing", "name the file with the key of mail.password"));

        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        List<SettingFault> open = check(yaml, Map.of()).faults();
        assertThat(open).extracting(SettingFault::key).containsExactly("FLOWLET_CONFIG_KEY_FILE");
        assertThat(open.getFirst().fix()).contains("rw-r-----", "chmod 600 " + keyFile);

        // named and unsound is a fault also while nothing is encrypted
        assertThat(check("mail.password: x\n", Map.of()).faults())
                .extracting(SettingFault::key)
                .containsExactly("FLOWLET_CONFIG_KEY_FILE");
    }

    @Test
    void aCommandNeedsNoKeyForWhatItDoesNotNeed() throws IOException {
        Path file = Files.writeString(folder.resolve("flowlet.yml"), """
                mail:
                  password: %s
                  timeout: 10s
                """.formatted(encrypted("mail.password", CANARY)));
        SettingsReport report = check.checkOnly(Set.of("mail.timeout"), file, true, Map.of());
        assertThat(report.faults()).isEmpty();
        assertThat(report.values()).doesNotContainKey("mail.password");
        assertThat(check.checkOnly(Set.of("mail.password"), file, true, Map.of())
                        .faults())
                .extracting(SettingFault::key)
                .containsExactly("FLOWLET_CONFIG_KEY_FILE");
    }

    @Test
    void retiredKeysAreRefusedWithWhatTookTheirPlace() throws IOException {
        SettingsReport report = check(
                """
                mail:
                  password: x
                  secret-word: %1$s
                  secret-word-file: /run/secrets/%1$s
                  retries: 3
                """.formatted(CANARY),
                Map.of("FLOWLET_MAIL_SECRET_WORD", CANARY, "FLOWLET_MAIL_SECRET_WORD_FILE", "/run/secrets/word"));
        assertThat(report.faults())
                .containsExactlyInAnyOrder(
                        new SettingFault("mail.secret-word", "retired in 0.2.0", "write mail.password instead"),
                        new SettingFault("mail.secret-word-file", "retired in 0.2.0", "write mail.password instead"),
                        new SettingFault(
                                "mail.retries",
                                "retired in 0.3.0",
                                "remove it: a message is tried until it is out of date"),
                        new SettingFault(
                                "FLOWLET_MAIL_SECRET_WORD", "retired in 0.2.0", "write FLOWLET_MAIL_PASSWORD instead"),
                        new SettingFault(
                                "FLOWLET_MAIL_SECRET_WORD_FILE",
                                "retired in 0.2.0",
                                "write FLOWLET_MAIL_PASSWORD instead"));
        assertThat(report.told()).doesNotContain(CANARY);
    }

    @Test
    void aRetiredNameIsNotInUseAndItsSuccessorIs() {
        assertThat(new SettingsCheck(SettingsRecords.all(), RetiredSetting.ALL)).isNotNull();
        Map<String, Class<? extends Record>> records = Map.of("mail", MailSettings.class);
        for (RetiredSetting wrong : List.of(
                RetiredSetting.removed("mail.password", "in use", "0.2.0"),
                RetiredSetting.removed("mail", "a group in use", "0.2.0"),
                RetiredSetting.renamed("mail.old", "mail.nowhere", "0.2.0"))) {
            assertThatThrownBy(() -> new SettingsCheck(records, List.of(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.name());
        }
    }

    @Test
    void noTwoSettingsNameOneFile() throws IOException {
        assertThat(check("mail: {password: x, journal: /var/lib/one, spool: /var/lib/../lib/one}\n", Map.of())
                        .faults())
                .containsExactly(new SettingFault(
                        "mail.spool",
                        "\"/var/lib/../lib/one\"",
                        "names the same file as mail.journal: give it its own"));
        assertThat(check("mail: {password: x, journal: \"a\\0b\"}\n", Map.of()).faults())
                .extracting(SettingFault::fix)
                .containsExactly("must be the path of a file");
        assertThat(check("mail: {password: x, journal: " + keyFile + "}\n", Map.of())
                        .faults())
                .extracting(SettingFault::fix)
                .containsExactly("names the same file as FLOWLET_CONFIG_KEY_FILE: give it its own");
    }

    @Test
    void anEmptyVariableSetsNothing() throws IOException {
        Path mounted = secretFile("password", CANARY);
        SettingsReport report = check(
                "mail.timeout: 20s\n",
                Map.of(
                        "FLOWLET_MAIL_TIMEOUT",
                        "",
                        "FLOWLET_MAIL_PASSWORD",
                        "",
                        "FLOWLET_MAIL_PASSWORD_FILE",
                        mounted.toString()));
        assertThat(report.faults()).isEmpty();
        assertThat(report.values()).containsEntry("mail.timeout", "20s").containsEntry("mail.password", CANARY);
    }

    @Test
    void aServiceOfKubernetesIsNoSettingAlsoWhereOneHasItsName() throws IOException {
        assertThat(check("mail.password: x\n", Map.of("FLOWLET_MAIL_TIMEOUT", "tcp://10.0.0.1:8080"))
                        .faults())
                .isEmpty();
    }

    @Test
    void aValueIsJudgedBeforeItIsEncrypted() {
        assertThat(check.refusalOf("mail.pasword"))
                .contains(new SettingFault("mail.pasword", "unknown", "did you mean mail.password?"));
        assertThat(check.refusalOf("mail.hosts[3]")).isEmpty();
        assertThat(check.faultsOf("mail.timeout", "5m")).isEmpty();
        assertThat(check.faultsOf("mail.timeout", "5"))
                .containsExactly(new SettingFault("mail.timeout", "(hidden)", "needs a unit: 10s, 1m, 1h"));
        assertThat(check.faultsOf("mail.password", "enc:a password like any other"))
                .isEmpty();
        assertThat(check.faultsOf("mail.hosts[3]", "three.example.com")).isEmpty();
    }

    private SettingFault faultOf(String key, String value) throws IOException {
        Map<String, String> written = new HashMap<>(Map.of("mail.password", "x"));
        written.put(key, value);
        StringBuilder yaml = new StringBuilder();
        written.forEach(
                (name, text) -> yaml.append(name).append(": ").append(text).append('\n'));
        SettingsReport report = check(yaml.toString(), Map.of());
        assertThat(report.told()).doesNotContain(CANARY).doesNotContain(value);
        assertThat(report.values()).doesNotContainKey(key);
        assertThat(report.faults()).hasSize(1);
        return report.faults().getFirst();
    }

    private static String shown(SettingsReport report, String name) {
        return SettingKey.of("mail", MailSettings.class).stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .flatMap(report::shown)
                .orElse("");
    }

    private String encrypted(String name, String value) {
        return SettingsKeys.read(keyFile).encrypt(name, value);
    }

    private SettingsReport check(String yaml, Map<String, String> variables) throws IOException {
        Path file = Files.writeString(folder.resolve("flowlet.yml"), yaml);
        Map<String, String> environment = new HashMap<>(variables);
        environment.put(SettingsKeys.VARIABLE, keyFile.toString());
        return check.check(file, true, environment);
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
