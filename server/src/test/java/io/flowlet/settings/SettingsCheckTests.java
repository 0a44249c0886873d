package io.flowlet.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.cli.ServerSettings;
import io.flowlet.database.DatabaseSettings;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

class SettingsCheckTests {
    private static final String CANARY = "canary-9f8e7d6c";

    enum Mode {
        STRICT,
        AUDIT_ONLY
    }

    record Burst(
            @DefaultValue("5") @Min(1) @Max(100) int size,

            @DefaultValue("1s") @DurationMin(millis = 900) @DurationMax(minutes = 90)
            Duration refill) {}

    record LimitsSettings(
            @DefaultValue("10s") Duration window,
            @DefaultValue Burst burst,
            @DefaultValue("strict") Mode mode,
            @DefaultValue("1MB") DataSize body,
            @DefaultValue("true") boolean enabled,
            @Nullable URI callback,
            @DefaultValue({}) List<String> networks,
            @DefaultValue("1m") Duration shortest,
            @DefaultValue("1h") Duration longest) {
        LimitsSettings {
            if (burst.size() == 99) {
                throw new IllegalArgumentException("limits.burst.size must not be 99");
            }
        }

        @AssertTrue(message = "longest must not be below shortest")
        public boolean isOrdered() {
            return longest.compareTo(shortest) >= 0;
        }
    }

    record VaultSettings(
            @WhenMissing("make one:  ./flowlet config new-key > /etc/flowlet/master.key")
            Path masterKeyFile,

            @Secret @Pattern(regexp = "[0-9a-f]{4,}", message = "must be hexadecimal")
            String pepperHex,

            @NotBlank @Pattern(regexp = "https?://.*", message = "must look like https://host")
            String endpoint,

            @Nullable String apiToken) {}

    private static final String SOUND = """
            vault:
              master-key-file: /etc/flowlet/master.key
              pepper-hex: "00ff00ff"
              endpoint: https://kms.example.com
            """;

    @TempDir
    Path folder;

    private final SettingsCheck check =
            new SettingsCheck(Map.of("limits", LimitsSettings.class, "vault", VaultSettings.class));

    @Test
    void acceptsWhatIsWrittenAndDefaultsTheRest() throws IOException {
        SettingsReport report = check(SOUND, Map.of());
        assertThat(report.faults()).isEmpty();
        assertThat(report.told()).isEmpty();
        assertThat(report.properties()).containsEntry("flowlet.vault.endpoint", "https://kms.example.com");
    }

    @Test
    void tellsEveryFaultAtOnceInOneTable() throws IOException {
        SettingsReport report = check("""
                limits.window: 10
                vault:
                  pepper-hex: "00ff"
                  endpoint: https://kms.example.com
                """, Map.of());
        assertThat(report.told()).isEqualTo("""
                        Flowlet cannot start: 2 settings are wrong (%s).
                          limits.window          "10"     needs a unit: 10s, 1m, 1h
                          vault.master-key-file  missing  make one:  ./flowlet config new-key > /etc/flowlet/master.key
                        Nothing was changed. Reference: docs/reference/settings.md
                        """.formatted(folder.resolve("flowlet.yml")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            limits.window: 10                      | limits.window         | "10"       | needs a unit: 10s, 1m, 1h
            limits.window: -3                      | limits.window         | "-3"       | needs a unit: 10s, 1m, 1h
            limits.window: soon                    | limits.window         | "soon"     | needs a unit: 10s, 1m, 1h
            limits.window: 10 parsecs              | limits.window         | "10 parsecs" | needs a unit: 10s, 1m, 1h
            limits.burst.refill: 5                 | limits.burst.refill   | "5"        | needs a unit: 10s, 1m, 1h
            limits.burst.refill: 0s                | limits.burst.refill   | "0s"       | must be at least 900ms
            limits.burst.refill: 2h                | limits.burst.refill   | "2h"       | must be at most 90m
            limits.burst.size: 0                   | limits.burst.size     | "0"        | must be at least 1
            limits.burst.size: 101                 | limits.burst.size     | "101"      | must be at most 100
            limits.burst.size: many                | limits.burst.size     | "many"     | must be a whole number
            limits.burst.size: 1.5                 | limits.burst.size     | "1.5"      | must be a whole number
            limits.burst.size: 99999999999         | limits.burst.size     | "99999999999" | must be a whole number
            limits.burst.size: 99                  | limits.burst.size     | "99"       | must not be 99
            limits.longest: 10s                    | limits                | (together) | longest must not be below shortest
            limits.mode: lax                       | limits.mode           | "lax"      | must be one of: strict, audit-only
            limits.body: 1024                      | limits.body           | "1024"     | needs a unit: 512KB, 1MB
            limits.body: 1 mega                    | limits.body           | "1 mega"   | needs a unit: 512KB, 1MB
            limits.enabled: perhaps                | limits.enabled        | "perhaps"  | must be true or false
            limits.callback: ht tp://x y           | limits.callback       | "ht tp://x y" | must be an address: https://host/path
            limits.windw: 10s                      | limits.windw          | unknown    | did you mean limits.window?
            limits.burst.sise: 3                   | limits.burst.sise     | unknown    | did you mean limits.burst.size?
            limits.Window: 10s                     | limits.Window         | unknown    | did you mean limits.window?
            limits.auditOnly: true                 | limits.auditOnly      | unknown    | no setting has this name: remove it
            limit.window: 10s                      | limit.window          | unknown    | did you mean limits.window?
            window: 10s                            | window                | unknown    | no setting has this name: remove it
            server.port: 80                        | server.port           | unknown    | no setting has this name: remove it
            flowlet.limits.bodi: 1MB               | limits.bodi           | unknown    | did you mean limits.body?
            spring.datasource.url: x               | spring.datasource.url | unknown    | no setting has this name: remove it
            limits.window.size: 3                  | limits.window.size    | unknown    | did you mean limits.window?
            vault.endpoint: ftp://kms              | vault.endpoint        | "ftp://kms" | must look like https://host
            vault.endpoint: ""                     | vault.endpoint        | missing    | set it in the file or as FLOWLET_VAULT_ENDPOINT
            vault.endpoint: ftp://me:canary@kms    | vault.endpoint        | "ftp://…@kms" | must look like https://host
            vault.pepper-hex: "xyz-not-hex"        | vault.pepper-hex      | (hidden)   | must be hexadecimal
            vault.pepper-hex: 0123                 | vault.pepper-hex      | (hidden)   | put it in quotes
            vault.api-token: yes                   | vault.api-token       | (hidden)   | put it in quotes
            vault.api-token-file: /no/such/file    | vault.api-token-file  | "/no/such/file" | must name a file that can be read
            """)
    void tellsWhatIsWrongWithOneLine(String line, String key, String value, String fix) throws IOException {
        SettingsReport report = check(sound(line), Map.of());
        assertThat(report.faults()).containsExactly(new SettingFault(key, value, fix));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FLOWLET_LIMITS_WINDOW      | 10     | limits.window             | "10"     | needs a unit: 10s, 1m, 1h
            FLOWLET_LIMITS_BURST_SIZE  | x      | limits.burst.size         | "x"      | must be a whole number
            FLOWLET_LIMITS_WINDWO      | 10s    | FLOWLET_LIMITS_WINDWO     | unknown  | did you mean FLOWLET_LIMITS_WINDOW?
            FLOWLET_SOMETHING          | else   | FLOWLET_SOMETHING         | unknown  | no setting has this name: remove it
            FLOWLET_VAULT_PEPPER_HEX   | nohex  | vault.pepper-hex          | (hidden) | must be hexadecimal
            FLOWLET_VAULT_API_TOKEN_FILE | /no  | vault.api-token-file      | "/no"    | must name a file that can be read
            """)
    void tellsWhatIsWrongWithOneVariable(String variable, String value, String key, String shown, String fix)
            throws IOException {
        SettingsReport report = check(SOUND, Map.of(variable, value));
        assertThat(report.faults()).containsExactly(new SettingFault(key, shown, fix));
        assertThat(report.where()).endsWith("flowlet.yml and environment");
    }

    @Test
    void takesTheEnvironmentOverTheFile() throws IOException {
        SettingsReport report = check(SOUND + "limits.window: 10\n", Map.of("FLOWLET_LIMITS_WINDOW", "20s"));
        assertThat(report.faults()).isEmpty();
        assertThat(report.values()).containsEntry("limits.window", "20s");
    }

    @Test
    void ignoresWhatKubernetesSetsBesideAService() throws IOException {
        Map<String, String> links = Map.of(
                "FLOWLET_SERVICE_HOST", "10.0.0.1",
                "FLOWLET_SERVICE_PORT_HTTP", "8080",
                "FLOWLET_PORT", "tcp://10.0.0.1:8080",
                "FLOWLET_PORT_8080_TCP_ADDR", "10.0.0.1",
                "FLOWLET_CONFIG", "x");
        assertThat(check(SOUND, links).faults()).isEmpty();
    }

    @Test
    void readsASecretFromItsFile() throws IOException {
        Path secret = secretFile("rw-------");
        SettingsReport report = check(SOUND, Map.of("FLOWLET_VAULT_API_TOKEN_FILE", secret.toString()));
        assertThat(report.faults()).isEmpty();
        assertThat(report.values()).containsEntry("vault.api-token", CANARY);
    }

    @Test
    void readsNoSecretThatOthersMayRead() throws IOException {
        for (String mode :
                new String[] {"rw-r--r--", "r--------", "r--r-----", "rw-rw----", "r-----r--", "rw------x"}) {
            Path secret = secretFile(mode);
            SettingsReport report = check(SOUND, Map.of("FLOWLET_VAULT_API_TOKEN_FILE", secret.toString()));
            if (mode.equals("r--------") || mode.equals("r--r-----")) {
                assertThat(report.faults()).as(mode).isEmpty();
            } else {
                assertThat(report.told())
                        .as(mode)
                        .contains("chmod 600 " + secret)
                        .doesNotContain(CANARY);
                assertThat(report.faults()).extracting(SettingFault::key).containsExactly("vault.api-token-file");
            }
        }
    }

    private Path secretFile(String mode) throws IOException {
        Path secret = folder.resolve("token " + mode);
        Files.writeString(secret, CANARY + "\n");
        return Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(mode));
    }

    @Test
    void refusesASecretGivenTwice() throws IOException {
        Path secret = Files.writeString(folder.resolve("token"), CANARY);
        SettingsReport report = check(
                SOUND, Map.of("FLOWLET_VAULT_API_TOKEN_FILE", secret.toString(), "FLOWLET_VAULT_API_TOKEN", CANARY));
        assertThat(report.faults()).extracting(SettingFault::key).containsExactly("vault.api-token-file");
    }

    @Test
    void readsListsOfOneLineAndOfMany() throws IOException {
        assertThat(check(SOUND + "limits.networks: 10.0.0.0/8, 192.168.0.0/16\n", Map.of())
                        .faults())
                .isEmpty();
        assertThat(check(SOUND + "limits:\n  networks:\n    - 10.0.0.0/8\n", Map.of())
                        .faults())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vault: [unclosed                    | line 2
            vault.endpoint: *canary-9f8e7d6c    | line 1
            '  a: 1\n b: 2'                     | line 2
            """)
    void tellsTheLineOfBrokenYamlAndNeverQuotesIt(String yaml, String line) throws IOException {
        SettingsReport report = check(yaml.replace("\\n", "\n").replace("'", "") + "\n", Map.of());
        assertThat(report.faults().getFirst().value()).isEqualTo(line);
        assertThat(report.told()).doesNotContain(CANARY);
    }

    @Test
    void refusesAFileThatIsNamedAndMissing() {
        SettingsReport report = check.check(folder.resolve("other.yml"), true, Map.of());
        assertThat(report.faults()).extracting(SettingFault::value).contains("missing");
    }

    @Test
    void neverShowsASecretWhereverItWasWritten() throws IOException {
        SettingsReport report = check("""
                limits:
                  window: %1$s
                  mode: https://user:%1$s@host
                  %1$s: 1
                vault:
                  pepper-hex: %1$s
                  endpoint: %1$s
                """.formatted(CANARY), Map.of());
        assertThat(report.faults()).hasSize(6);
        assertThat(report.told()).doesNotContain(CANARY);
    }

    @Test
    void keepsDollarSignsOfAPasswordFromSpring() throws IOException {
        SettingsReport report = check(SOUND, Map.of("FLOWLET_VAULT_API_TOKEN", "a${user.home}b"));
        assertThat(report.properties()).containsEntry("flowlet.vault.api-token", "a\\${user.home}b");
    }

    @Test
    void asksACommandOnlyForWhatItNeeds() throws IOException {
        Path file = Files.writeString(folder.resolve("flowlet.yml"), "database.url: jdbc:postgresql://db/flowlet\n");
        SettingsCheck database = new SettingsCheck(Map.of("database", DatabaseSettings.class));
        Set<String> needed = Set.of("database.url", "database.owner-password");
        assertThat(database.checkOnly(needed, file, true, Map.of()).faults())
                .containsExactly(new SettingFault(
                        "database.owner-password",
                        "missing",
                        "set it in the file or as FLOWLET_DATABASE_OWNER_PASSWORD"));
        assertThat(database.checkOnly(needed, file, true, Map.of("FLOWLET_DATABASE_OWNER_PASSWORD", CANARY))
                        .faults())
                .isEmpty();
    }

    @Test
    void findsTheRecordsOfEveryModule() {
        assertThat(SettingsRecords.all()).containsEntry("database", DatabaseSettings.class);
    }

    /** {@link #SOUND} with one key replaced or added. */
    private static String sound(String line) {
        String key = line.substring(0, line.indexOf(':'));
        String rest = SOUND.lines()
                .filter(kept -> !key.equals("vault." + kept.strip().split(":", 2)[0]))
                .reduce("", (text, kept) -> text + kept + "\n");
        return rest + line + "\n";
    }

    @Test
    void tellsOfARecordsOwnComplaintTheSettingAndItsDefault() throws IOException {
        SettingsCheck server = new SettingsCheck(Map.of("server", ServerSettings.class));
        Path file = Files.writeString(folder.resolve("flowlet.yml"), "server.port: 8081\n");
        assertThat(server.check(file, true, Map.of()).faults())
                .containsExactly(
                        new SettingFault("server.management-port", "8081 (default)", "must differ from server.port"));
    }

    private SettingsReport check(String yaml, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("flowlet.yml"), yaml);
        return check.check(file, false, environment);
    }
}
