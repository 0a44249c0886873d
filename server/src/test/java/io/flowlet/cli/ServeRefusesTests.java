package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.settings.SettingsKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process; each of what it is told here by itself: {@code BadSettingsTests}, a draw of it: {@code BadSettingsProcessTests}. */
class ServeRefusesTests {
    private static final String CANARY = "canary-7c1e9f8e7d6c";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void toStartAndTellsEverythingThatIsWrongAtOnceInFiveSeconds() throws Exception {
        Path keys = folder.resolve("settings.key");
        Path settings = folder.resolve("flowlet.yml");
        String moved = encrypted(keys);
        Files.writeString(settings, """
                audit:
                  batch: 0
                  interval: 200
                  checkpoint-file: %1$s
                database:
                  url: mysql://me:%2$s@db/flowlet
                  app-password: %3$s
                  sequencer-password: %4$s
                  owner-password: 12345678
                  reader-password: %2$s
                  reader-password-file: /run/secrets/reader
                  pool-sise: 3
                identity:
                  access-token-life: 2h
                  verified-tokens: lots
                limits.read-per-minute: [1, 2]
                server:
                  port: 70000
                  drained-within: -5s
                vault.master-key-file: %1$s
                """.formatted(
                folder.resolve("one"), CANARY, moved, moved.replace(moved.substring(7, 23), "0123456789abcdef")));
        Map<String, String> variables = Map.of(
                "FLOWLET_CONFIG_KEY_FILE",
                keys.toString(),
                "FLOWLET_SCREENING_MAX_SHRINK_PERCENT",
                "101",
                "FLOWLET_DATABASE_APP_PASWORD",
                CANARY);
        ServeProcess.Ended ended = ServeProcess.serve(folder, settings, variables);
        System.out.println("serve refused after " + ended.took().toMillis() + " ms");
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.took()).isLessThan(ServeProcess.SOON);
        assertThat(ended.out()).isEmpty();
        for (String fault : List.of(
                "audit.batch +\"0\" +must be at least 1",
                "audit.interval +\"200\" +needs a unit",
                "database.url +\"mysql://…@db/flowlet\" +must look like jdbc:postgresql://",
                "database.app-password +\\(encrypted\\) +was encrypted for database.reader-password: move it back",
                "database.sequencer-password +\\(key 0123456789abcdef\\) +its key is not in",
                "database.owner-password +\\(hidden\\) +put it in quotes",
                "database.reader-password-file +\"/run/secrets/reader\" +remove it or database.reader-password",
                "database.pool-sise +unknown +did you mean database.pool-size",
                "identity.issuer +missing +set it",
                "identity.access-token-life +\"2h\" +must be at most 1h",
                "identity.verified-tokens +\"lots\" +must be a whole number",
                "limits.read-per-minute\\[0] +unknown +did you mean limits.read-per-minute",
                "server.port +\"70000\" +must be at most 65535",
                "server.drained-within +\"-5s\" +must be at least 1s",
                "vault.master-key-file +\".*\" +names the same file as audit.checkpoint-file",
                "screening.max-shrink-percent +\"101\" +must be at most 100",
                "FLOWLET_DATABASE_APP_PASWORD +unknown +did you mean FLOWLET_DATABASE_APP_PASSWORD")) {
            assertThat(ended.err()).containsPattern(fault);
        }
        assertThat(ended.err())
                .contains("settings are wrong (" + settings + " and environment)", "Nothing was changed.")
                .doesNotContain(CANARY)
                .doesNotContain("\tat ")
                .doesNotContain("{");
    }

    /** Encrypted for another key than where it will be written. */
    private static String encrypted(Path keys) {
        SettingsKeys.add(keys);
        return SettingsKeys.read(keys).encrypt("database.reader-password", CANARY);
    }
}
