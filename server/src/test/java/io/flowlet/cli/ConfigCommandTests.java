package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTests extends TypedCommands {
    private static final String CANARY = "canary-9f8e7d6c";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path keyFile = Path.of("");
    private Path settings = Path.of("");

    @BeforeEach
    void nameFiles() {
        keyFile = folder.resolve("settings.key");
        settings = folder.resolve("flowlet.yml");
    }

    @Test
    void encryptChecksShowsAndRotates() throws IOException {
        assertThat(config("", "new-key", "--settings")).as(told(err)).isEqualTo(ExitCode.OK);
        String first = told(out).strip();
        assertThat(first).matches("[0-9a-f]{16}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");

        String app = encrypted("database.app-password", CANARY + "-app\n");
        String url = encrypted("flowlet.database.url", "jdbc:postgresql://db/" + CANARY);
        assertThat(app).startsWith("enc:v1:" + first + ":").doesNotContain("\n");
        Files.writeString(settings, """
                # kept
                database:
                  url: %s
                  app-password: %s
                  sequencer-password: %s-sequencer
                vault.master-key-file: /etc/flowlet/master.key
                vault.key-store: /var/lib/flowlet/epochs
                identity.issuer: https://api.example.com
                audit.origin: example.com/audit
                audit.checkpoint-file: /var/lib/flowlet/checkpoints
                """.formatted(url, app, CANARY));
        assertThat(config("", "check", "--values-only", "--config", settings.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("Settings are sound", "Encrypted with key " + first + ": 2 values.");

        for (String format : List.of("", "--json")) {
            assertThat(config("", "show", "--config", settings.toString(), format))
                    .isEqualTo(ExitCode.OK);
            assertThat(told(out))
                    .contains("(hidden)", "https://api.example.com")
                    .doesNotContain(CANARY);
        }

        assertThat(config("", "new-key", "--settings")).isEqualTo(ExitCode.OK);
        String second = told(out).strip();
        assertThat(told(err)).contains("The newest of 2", "./flowlet config rotate");
        String before = Files.readString(settings);
        assertThat(config("", "rotate", "--dry-run", "--config", settings.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out))
                .isEqualTo("database.url\ndatabase.app-password\nWould encrypt 2 values of " + settings
                        + " anew with key " + second + "; 0 values had it already.\n");
        assertThat(Files.readString(settings)).isEqualTo(before);

        assertThat(config("", "rotate", "--config", settings.toString())).isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("Encrypted 2 values");
        assertThat(Files.readString(settings)).doesNotContain(first).contains(second, "# kept");
        assertThat(config("", "check", "--values-only", "--config", settings.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("Encrypted with key " + second + ": 2 values.");
        assertThat(told(err)).doesNotContain(CANARY);
    }

    /** A master key that is missing, open to others or no key, beside values that are wrong: one look tells all. */
    @Test
    void checkTellsOfKeysAndAnchorsTogetherWithValues() throws IOException {
        config("", "new-key", "--settings");
        Path master = folder.resolve("master.key");
        Path store = folder.resolve("epochs");
        String sound = """
                database: {url: 'jdbc:postgresql://db/flowlet', app-password: a-password, sequencer-password: another}
                vault.master-key-file: %s
                vault.key-store: %s
                identity.issuer: https://api.example.com
                audit: {origin: example.com/audit, checkpoint-file: /var/lib/flowlet/checkpoints}
                """.formatted(master, store);
        Files.writeString(settings, sound);
        assertThat(config("", "check", "--config", settings.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(told(err))
                .containsPattern("vault.master-key-file +.*config new-key")
                .containsPattern("vault.key-store +" + store)
                .contains("2 settings are wrong");

        MasterKeyFile.create(master);
        KeyStoreFolder.make(store);
        assertThat(config("", "check", "--config", settings.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);

        Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(
                settings,
                sound.replace("audit: {origin: example.com/audit, checkpoint-file: /var/lib/flowlet/checkpoints}", "")
                        + "server.port: 70000\nidentity.passwords.bcrypt-cost: 4\n");
        assertThat(config("", "check", "--config", settings.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(told(err))
                .containsPattern("server.port +\"70000\"")
                .containsPattern("vault.master-key-file +.*chmod")
                .containsPattern("identity.passwords.bcrypt-cost")
                .containsPattern("audit.origin +missing")
                .containsPattern("audit.checkpoint-file +missing")
                .contains("5 settings are wrong");
    }

    @Test
    void showSaysWhatIsWrongWithWhatItShows() throws IOException {
        config("", "new-key", "--settings");
        String moved = encrypted("database.app-password", CANARY);
        Files.writeString(settings, "database.url: " + moved + "\nserver.port: lots\n");
        assertThat(config("", "show", "--config", settings.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(told(out)).containsPattern("database.url +\\(encrypted\\)").doesNotContain(CANARY);
        assertThat(told(err))
                .contains("was encrypted for database.app-password", "server.port")
                .doesNotContain(CANARY);

        assertThat(config("", "show", "--config", folder.resolve("nowhere.yml").toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("nowhere.yml");
    }

    @Test
    void encryptRefusesWhatTheServerWouldRefuse() {
        config("", "new-key", "--settings");
        assertThat(config(CANARY, "encrypt", "database.app-pasword")).isEqualTo(ExitCode.USAGE);
        assertThat(told(err)).contains("did you mean database.app-password?");
        assertThat(config("mysql://" + CANARY, "encrypt", "database.url")).isEqualTo(ExitCode.FAILED);
        assertThat(told(err))
                .contains("database.url (hidden): must look like jdbc:postgresql://")
                .doesNotContain(CANARY);
        assertThat(config("30", "encrypt", "server.drained-within")).isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("needs a unit");
        assertThat(config("\n", "encrypt", "database.app-password")).isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("The value cannot be read: there is none");
        assertThat(config(new byte[] {(byte) 0xff, 'a'}, "encrypt", "database.app-password"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("not UTF-8");
        assertThat(config("x".repeat(70_000), "encrypt", "database.app-password"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(config(CANARY, "encrypt")).isEqualTo(ExitCode.USAGE);
        assertThat(config("", "encrypt", "database.app-password", CANARY))
                .as("a value is never an argument")
                .isEqualTo(ExitCode.USAGE);
        assertThat(told(out)).isEmpty();
    }

    @Test
    void anEncryptedValueIsNotEncryptedTwice() {
        config("", "new-key", "--settings");
        String once = encrypted("database.app-password", CANARY);
        assertThat(config(once, "encrypt", "database.app-password")).isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("is encrypted already");
    }

    @Test
    void withoutKeysNothingIsEncryptedOrRotated() throws IOException {
        assertThat(config(CANARY, "encrypt", "database.app-password")).isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("is missing", "./flowlet config new-key --settings --config-key " + keyFile);
        assertThat(config("", "rotate", "--config", settings.toString())).isEqualTo(ExitCode.FAILED);
        config("", "new-key", "--settings");
        String value = encrypted("database.app-password", CANARY);
        String text = "database.sequencer-password: " + value + "\n";
        Files.writeString(settings, text);
        assertThat(config("", "rotate", "--config", settings.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("database.sequencer-password", "Nothing was changed.");
        assertThat(Files.readString(settings)).isEqualTo(text);
    }

    private String encrypted(String key, String value) {
        assertThat(config(value, "encrypt", key)).as(told(err)).isEqualTo(ExitCode.OK);
        return told(out).strip();
    }

    private int config(String input, String... arguments) {
        return config(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private int config(byte[] input, String... arguments) {
        List<String> line = new ArrayList<>(List.of("config"));
        line.addAll(List.of(arguments));
        line.removeIf(String::isEmpty);
        line.addAll(List.of("--config-key", keyFile.toString()));
        return run(input, line.toArray(String[]::new));
    }
}
