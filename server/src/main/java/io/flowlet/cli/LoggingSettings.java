package io.flowlet.cli;

import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * From which level on the log tells what happens. The security log, which fail2ban and others read, always tells all of it.
 *
 * <p>What is below `info` in web and database code shows bodies, parameters and headers, so it cannot be asked for.
 *
 * @param application of Flowlet's own code; at `debug` it tells of nobody either
 * @param web of the code that takes requests
 * @param database of connections, statements and migrations
 * @param libraries of everything else
 */
@ConfigurationProperties("flowlet.logging")
public record LoggingSettings(
        @DefaultValue("info") @NotNull OwnLevel application,
        @DefaultValue("info") @NotNull Level web,
        @DefaultValue("info") @NotNull Level database,
        @DefaultValue("info") @NotNull Level libraries) {
    /** For code that may hold what others sent. */
    public enum Level {
        ERROR,
        WARN,
        INFO
    }

    /** For code that is known to show nothing of it. */
    public enum OwnLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /** As Spring's {@code logging.level.…}. */
    Map<String, String> properties() {
        Map<String, String> levels = new TreeMap<>();
        levels.put("logging.level.root", level(libraries));
        levels.put("logging.level.io.flowlet", level(application));
        levels.put("logging.level.flowlet", "info");
        for (String name : new String[] {"org.springframework.web", "org.springframework.security", "org.apache"}) {
            levels.put("logging.level." + name, level(web));
        }
        for (String name : new String[] {
            "org.springframework.jdbc",
            "org.springframework.transaction",
            "org.postgresql",
            "com.zaxxer.hikari",
            "org.flywaydb"
        }) {
            levels.put("logging.level." + name, level(database));
        }
        return levels;
    }

    private static String level(Enum<?> level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
