package io.flowlet.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dflowlet.seed=N} repeats a run. */
class BadSettingsTests {
    private static final long SEED = Long.getLong("flowlet.seed", System.nanoTime());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private BadSettings settings;

    private final SettingsCheck check =
            new SettingsCheck(SettingsRecords.all(), List.of(BadSettings.RENAMED, BadSettings.REMOVED));

    @BeforeEach
    void draw() throws IOException {
        settings = new BadSettings(folder, SEED);
    }

    @Test
    void whatTheCasesStartFromIsSound() throws IOException {
        assertThat(check(new BadSettings.Bad("nothing", "", settings.sound(), settings.environment()))
                        .faults())
                .isEmpty();
    }

    @Test
    void everyBadConfigurationNamesItsKeyAndAFixAndNoSecret() throws IOException {
        List<BadSettings.Bad> all = settings.all();
        Map<String, Long> kinds =
                all.stream().collect(Collectors.groupingBy(BadSettings.Bad::what, TreeMap::new, Collectors.counting()));
        System.out.printf("%d bad configurations, -Dflowlet.seed=%d: %s%n", all.size(), SEED, kinds);
        assertThat(all).hasSizeGreaterThan(100);
        for (BadSettings.Bad bad : all) {
            SettingsReport report = check(bad);
            assertThat(report.isSound()).as("%s, seed %d", bad, SEED).isFalse();
            assertThat(report.faults())
                    .as("%s, seed %d", bad, SEED)
                    .isNotEmpty()
                    .allSatisfy(fault -> {
                        assertThat(fault.key()).startsWith(bad.key());
                        assertThat(fault.value()).isNotBlank();
                        // neither a template of Hibernate's nor a pattern is a fix
                        assertThat(fault.fix()).isNotBlank().doesNotContain("{").doesNotStartWith("must match");
                    });
            assertThat(report.told())
                    .as("%s, seed %d", bad, SEED)
                    .contains(bad.key())
                    .doesNotContain(BadSettings.CANARY);
        }
    }

    private SettingsReport check(BadSettings.Bad bad) throws IOException {
        Path file = Files.writeString(folder.resolve("flowlet.yml"), bad.yaml());
        return check.check(file, true, bad.environment());
    }
}
