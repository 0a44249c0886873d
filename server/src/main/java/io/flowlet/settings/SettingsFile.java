package io.flowlet.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads settings written in YAML. */
final class SettingsFile {
    private SettingsFile() {}

    /**
     * Hands every value to {@code each} under its key without {@code flowlet.}; one without a value as an empty text.
     *
     * @return what is wrong with the file itself
     */
    static Optional<SettingFault> read(Path file, BiConsumer<String, Object> each) {
        try {
            for (PropertySource<?> document :
                    new YamlPropertySourceLoader().load(file.toString(), new FileSystemResource(file))) {
                if (document instanceof EnumerablePropertySource<?> properties) {
                    for (String name : properties.getPropertyNames()) {
                        each.accept(SettingKey.withoutPrefix(name), value(properties.getProperty(name)));
                    }
                }
            }
            return Optional.empty();
        } catch (MarkedYAMLException e) {
            // never the parser's own words: they quote the line, and the line may hold a secret
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            return Optional.of(new SettingFault(
                    file.toString(), "line " + line, "is not YAML: check indentation, double keys and quotes"));
        } catch (YAMLException | IOException | IllegalStateException e) {
            return Optional.of(new SettingFault(file.toString(), "unreadable", "must be readable UTF-8 YAML"));
        }
    }

    private static Object value(@Nullable Object found) {
        Object value = found instanceof OriginTrackedValue tracked ? tracked.getValue() : found;
        return value == null ? "" : value;
    }
}
