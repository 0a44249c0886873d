package io.flowlet.cli;

import io.flowlet.files.FileRefused;
import io.flowlet.settings.SettingsKeys;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the keys of encrypted settings. */
final class ConfigKeyFile {
    @Option(
            names = "--config-key",
            paramLabel = "FILE",
            description = "Keys of encrypted settings; FLOWLET_CONFIG_KEY_FILE names them otherwise.")
    private @Nullable Path named;

    /** This process's environment with the option in its place. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (named != null) {
            environment.put(SettingsKeys.VARIABLE, named.toString());
        }
        return environment;
    }

    /** @throws FileRefused if nobody named one */
    Path path() {
        String path = environment().getOrDefault(SettingsKeys.VARIABLE, "");
        if (path.isBlank()) {
            throw new FileRefused(
                    "there is no file of keys for encrypted settings",
                    "name one with --config-key FILE or " + SettingsKeys.VARIABLE);
        }
        return Path.of(path);
    }
}
