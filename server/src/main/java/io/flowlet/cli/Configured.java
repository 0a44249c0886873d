package io.flowlet.cli;

import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.SettingsReport;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of every verb that reads settings, and the reading. */
final class Configured {
    private static final String DEFAULT_FILE = "config/flowlet.yml";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file; config/flowlet.yml unless FLOWLET_CONFIG names another.")
    private @Nullable Path file;

    /** Everything a server needs. */
    SettingsReport check() {
        return check(System.getenv());
    }

    /** Only what a verb needs, so that {@code migrate} asks for no key of the vault. */
    SettingsReport checkOnly(Set<String> needed) {
        Map<String, String> environment = System.getenv();
        return settings().checkOnly(needed, path(environment), isDemanded(environment), environment);
    }

    private SettingsReport check(Map<String, String> environment) {
        return settings().check(path(environment), isDemanded(environment), environment);
    }

    private static SettingsCheck settings() {
        return new SettingsCheck(SettingsRecords.all());
    }

    private boolean isDemanded(Map<String, String> environment) {
        return file != null || environment.containsKey("FLOWLET_CONFIG");
    }

    private Path path(Map<String, String> environment) {
        if (file != null) {
            return file;
        }
        String named = environment.get("FLOWLET_CONFIG");
        return named != null ? Path.of(named) : Path.of(DEFAULT_FILE);
    }
}
