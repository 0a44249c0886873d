package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.MasterKeyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivacyCommandModuleTests {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void keepAListThatNobodyElseCanWrite() throws IOException {
        String settings = settings().toString();
        Path list = folder.resolve("erasures");
        assertThat(run("privacy", "erasures", "export", list.toString(), "--config", settings))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("0 erasures in " + list + ", 0 of them new");
        assertThat(run("privacy", "erasures", "replay", list.toString(), "--config", settings))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("0 erased again, 0 were gone");

        Path forged = folder.resolve("forged");
        Files.writeString(
                forged,
                Files.readString(list) + "1 sub_01kanr2c5ze8x9c4m5p6q7r8st service 2026-11-22T10:00:00Z "
                        + "A".repeat(43) + "\n");
        assertThat(run("privacy", "erasures", "replay", forged.toString(), "--config", settings))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("line 2 was not written here by this installation");
        assertThat(run("privacy", "erasures", "replay", folder.resolve("none").toString(), "--config", settings))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("There is no such file");
        assertThat(run("privacy", "erasures", "replay")).isEqualTo(ExitCode.USAGE);
    }

    private Path settings() throws IOException {
        Path key = folder.resolve("master.key");
        MasterKeyFile.create(key);
        TestDatabase database = TestDatabase.create();
        return Files.writeString(folder.resolve("flowlet.yml"), """
                database:
                  url: %s
                  app-password: %s
                  sequencer-password: %s
                  reader-password: %s
                vault.master-key-file: %s
                vault.key-store: %s
                identity.issuer: http://127.0.0.1:8080
                """.formatted(
                        database.url(),
                        database.password(),
                        database.password(),
                        database.password(),
                        key,
                        TestVault.keyStore(key)));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of());
        return FlowletCommand.run(FlowletCommand.verbs(terminal), arguments);
    }

    private static String told(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
