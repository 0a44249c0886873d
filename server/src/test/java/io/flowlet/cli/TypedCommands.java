package io.flowlet.cli;

import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.MasterKeyFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Commands as an operator types them in this process: what the last one said is in {@code out} and {@code err}. */
abstract class TypedCommands {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs one command with nothing to read. */
    final int run(String... arguments) {
        return run(new byte[0], arguments);
    }

    final int run(byte[] input, String... arguments) {
        out.reset();
        err.reset();
        PrintStream told = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new ByteArrayInputStream(input), told, complaints, false, Map.of());
        return FlowletCommand.run(
                FlowletCommand.verbs(terminal).setErr(new PrintWriter(complaints, true, StandardCharsets.UTF_8)),
                arguments);
    }

    static String told(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    /** A settings file in {@code folder} for a new migrated database, with a root key and a key store. */
    static Path settings(Path folder) throws IOException {
        Path key = folder.resolve("master.key");
        MasterKeyFile.create(key);
        TestDatabase database = TestDatabase.create();
        return Files.writeString(folder.resolve("flowlet.yml"), """
                database:
                  url: %1$s
                  app-password: %2$s
                  sequencer-password: %2$s
                  reader-password: %2$s
                vault.master-key-file: %3$s
                vault.key-store: %4$s
                identity.issuer: http://127.0.0.1:8080
                """.formatted(
                        database.url(), database.password(), key, TestVault.keyStore(key)));
    }
}
