package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingSettingsTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void tellsFromInfoOnUnlessTold() throws IOException {
        SettingsReport report = check("flowlet.logging: { web: info }");
        assertThat(report.isSound()).isTrue();
        assertThat(report.bind("logging", LoggingSettings.class).properties().values())
                .containsOnly("info");
    }

    @Test
    void setsEachCategoryAndNeverTheSecurityLog() throws IOException {
        Map<String, String> levels = check(
                        "flowlet.logging: { application: debug, web: warn, database: error, libraries: error }")
                .bind("logging", LoggingSettings.class)
                .properties();
        assertThat(levels)
                .containsEntry("logging.level.io.flowlet", "debug")
                .containsEntry("logging.level.org.springframework.web", "warn")
                .containsEntry("logging.level.org.apache", "warn")
                .containsEntry("logging.level.org.springframework.jdbc", "error")
                .containsEntry("logging.level.root", "error")
                .containsEntry("logging.level.flowlet", "info");
    }

    @Test
    void refusesWhatCouldShowBodies() throws IOException {
        for (String setting :
                new String[] {"web: debug", "database: trace", "libraries: debug", "application: trace", "web: off"}) {
            SettingsReport report = check("flowlet.logging: { %s }".formatted(setting));
            assertThat(report.faults())
                    .as(setting)
                    .hasSize(1)
                    .extracting(SettingFault::fix)
                    .allSatisfy(fix -> assertThat(fix).startsWith("must be one of: error, warn, info"));
        }
    }

    private SettingsReport check(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("flowlet.yml"), yaml);
        return new SettingsCheck(Map.of("logging", LoggingSettings.class)).check(file, true, Map.of());
    }
}
