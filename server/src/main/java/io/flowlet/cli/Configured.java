package io.flowlet.cli;

import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.SettingsReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every verb that reads settings, and the reading. */
final class Configured {
    private static final String DEFAULT_FILE = "config/flowlet.yml";
    private static final String FILE_VARIABLE = "FLOWLET_CONFIG";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file; config/flowlet.yml unless FLOWLET_CONFIG names another.")
    private @Nullable Path file;

    @Mixin
    private final ConfigKeyFile keyFile = new ConfigKeyFile();

    /** Everything a server needs. */
    SettingsReport check() {
        Map<String, String> environment = keyFile.environment();
        return settings().check(path(environment), isDemanded(environment), environment);
    }

    /** Only what a verb needs, so that {@code migrate} asks for no key of the vault. */
    SettingsReport checkOnly(Set<String> needed) {
        Map<String, String> environment = keyFile.environment();
        return settings().checkOnly(needed, path(environment), isDemanded(environment), environment);
    }

    /** As {@link #check}; where nothing else is configured, the demo's settings will do. */
    SettingsReport checkOrDemo() {
        Map<String, String> environment = keyFile.environment();
        Path demo = demoSettings(environment);
        return isConfigured(environment) || !Files.exists(demo)
                ? check()
                : settings().check(demo, true, environment);
    }

    /** As {@link #checkOnly}, for a verb that only reads: where nothing else is configured, the demo's settings will do. */
    SettingsReport checkOnlyOrDemo(Set<String> needed) {
        Map<String, String> environment = keyFile.environment();
        Path demo = demoSettings(environment);
        return isConfigured(environment) || !Files.exists(demo)
                ? checkOnly(needed)
                : settings().checkOnly(needed, demo, true, environment);
    }

    /** The settings file, whether or not it exists. */
    Path file() {
        return path(System.getenv());
    }

    ConfigKeyFile keyFile() {
        return keyFile;
    }

    private boolean isConfigured(Map<String, String> environment) {
        return isDemanded(environment) || Files.exists(path(environment)) || isSet(environment, "FLOWLET_DATABASE_URL");
    }

    private static SettingsCheck settings() {
        return new SettingsCheck(SettingsRecords.all());
    }

    private boolean isDemanded(Map<String, String> environment) {
        return file != null || isSet(environment, FILE_VARIABLE);
    }

    /** A variable without a value is as good as none, as for settings. */
    private static boolean isSet(Map<String, String> environment, String variable) {
        return !environment.getOrDefault(variable, "").isEmpty();
    }

    private Path path(Map<String, String> environment) {
        if (file != null) {
            return file;
        }
        return isSet(environment, FILE_VARIABLE)
                ? Path.of(environment.getOrDefault(FILE_VARIABLE, ""))
                : beside(DEFAULT_FILE);
    }

    private static Path demoSettings(Map<String, String> environment) {
        String home = environment.get("FLOWLET_HOME");
        return (home != null ? Path.of(home) : beside(".flowlet")).resolve("flowlet.yml");
    }

    /** Beside the launcher, wherever it was called from. */
    private static Path beside(String name) {
        Path here = Path.of("").toAbsolutePath();
        Path path =
                Path.of(System.getProperty("flowlet.root", "")).toAbsolutePath().resolve(name);
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
