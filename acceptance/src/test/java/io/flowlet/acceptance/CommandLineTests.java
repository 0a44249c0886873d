package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.acceptance.Launcher.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTests {
    private static final String CANARY = "canary-9f8e7d6c5b4a";

    @TempDir
    private Path temporary;

    @Test
    void listsItsVerbsInTheOrderAPersonNeedsThem() {
        Ended help = new Launcher().run("help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .containsSubsequence("demo", "stop", "test", "migrate", "serve", "ledger verify", "version");
        assertThat(new Launcher().run().exitCode()).as("no verb").isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "stop",
                "reset",
                "test",
                "bench",
                "migrate",
                "serve",
                "doctor",
                "admin invite",
                "watchlists",
                "watchlists load",
                "ledger verify",
                "audit export",
                "audit verify",
                "config check",
                "config show",
                "config new-key",
                "config encrypt",
                "config rotate",
                "version"
            })
    void explainsEachVerb(String verb) {
        Ended help = new Launcher().run((verb + " --help").split(" ", -1));
        assertThat(help.exitCode()).as(help.all()).isZero();
        assertThat(help.out().toLowerCase(java.util.Locale.ROOT)).contains("usage", verb);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dmeo", "demo --wlak", "config", "demo --port x", "audit export", "test --fast", "bench ledgr"})
    void refusesAWrongCommandLine(String line) {
        Ended refused = new Launcher().run(line.split(" ", -1));
        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(64);
        assertThat(refused.err()).isNotBlank();
    }

    @Test
    void serveTellsEveryWrongSettingAtOnceAndNoSecret() throws IOException {
        Path settings = Files.writeString(temporary.resolve("flowlet.yml"), """
                database:
                  url: mysql://me:%1$s@db/flowlet
                  app-password: %1$s
                  pool-size: lots
                audit.interval: 200
                server.prot: 80
                """.formatted(CANARY));
        Ended refused = new Launcher()
                .with("FLOWLET_DATABASE_SEQUENCER_PASWORD", CANARY)
                .run("serve", "--config", settings.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("settings are wrong (" + settings + " and environment)")
                .containsPattern("database.url +\"mysql://…@db/flowlet\" +must look like jdbc:postgresql://")
                .containsPattern("database.pool-size +\"lots\" +must be a whole number")
                .containsPattern("database.sequencer-password +missing")
                .containsPattern(
                        "FLOWLET_DATABASE_SEQUENCER_PASWORD +unknown +did you mean FLOWLET_DATABASE_SEQUENCER_PASSWORD")
                .containsPattern("audit.interval +\"200\" +needs a unit: 10s, 1m, 1h")
                .containsPattern("server.prot +unknown +did you mean server.port")
                .containsPattern("vault.master-key-file +missing")
                .contains("Nothing was changed. Reference: docs/reference/settings.md");
        assertThat(refused.all()).doesNotContain(CANARY).doesNotContain("\tat ");
    }

    @Test
    void serveSaysWhereItLookedForADatabase() throws IOException {
        Path key = temporary.resolve("master.key");
        Files.writeString(key, new Launcher().run("config", "new-key").out());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path epochs = Files.createDirectory(
                temporary.resolve("epochs"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Ended refused = new Launcher()
                .with("FLOWLET_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/flowlet")
                .with("FLOWLET_DATABASE_APP_PASSWORD", CANARY)
                .with("FLOWLET_DATABASE_SEQUENCER_PASSWORD", CANARY)
                .with("FLOWLET_VAULT_MASTER_KEY_FILE", key.toString())
                .with("FLOWLET_VAULT_KEY_STORE", epochs.toString())
                .with("FLOWLET_IDENTITY_ISSUER", "http://127.0.0.1:8080")
                .with("FLOWLET_AUDIT_ORIGIN", "example.com/audit")
                .with(
                        "FLOWLET_AUDIT_CHECKPOINT_FILE",
                        temporary.resolve("checkpoints").toString())
                .run("serve");
        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(1);
        assertThat(refused.err()).contains("1 thing is wrong with the database", "127.0.0.1:1", "Nothing was changed.");
        assertThat(refused.all()).doesNotContain(CANARY);
    }

    @Test
    void configShowMasksSecrets() {
        Ended shown =
                new Launcher().with("FLOWLET_DATABASE_APP_PASSWORD", CANARY).run("config", "show", "--json");
        assertThat(shown.out())
                .contains("\"database.app-password\"", "(hidden)")
                .doesNotContain(CANARY);
    }

    @Test
    void saysWhatToInstallWhenThereIsNoMaven() throws IOException {
        Path project = temporary.resolve("project");
        Files.createDirectories(project);
        Files.copy(
                Launcher.root().resolve("flowlet"),
                project.resolve("flowlet"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Path tools = Files.createDirectories(temporary.resolve("bin"));
        for (String tool :
                List.of("sh", "sed", "find", "sort", "cksum", "head", "cat", "dirname", "readlink", "mkdir", "touch")) {
            Path script = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec " + located(tool) + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        }
        ProcessBuilder builder =
                new ProcessBuilder("sh", project.resolve("flowlet").toString(), "version").redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().put("HOME", temporary.toString());
        builder.environment().put("FLOWLET_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String told = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).isEqualTo(1);
        assertThat(told).contains("needs Maven", "sudo apt install maven", "brew install maven");
    }

    @Test
    void refusesAJavaHomeThatIsNoJdk25() {
        Ended refused =
                new Launcher().with("FLOWLET_JAVA_HOME", temporary.toString()).run("version");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("FLOWLET_JAVA_HOME names " + temporary + ", which is no JDK 25");
    }

    private static Path located(String tool) {
        return List.of("/usr/bin", "/bin").stream()
                .map(folder -> Path.of(folder, tool))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }
}
