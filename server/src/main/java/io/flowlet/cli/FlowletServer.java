package io.flowlet.cli;

import io.flowlet.Flowlet;
import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.settings.SettingsReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Starts the backend with settings that were found sound. */
public final class FlowletServer {
    private static final List<String> JAVAS_OWN =
            List.of("java.", "jdk.", "os.", "user.", "file.", "line.", "path.", "sun.");

    private FlowletServer() {}

    /**
     * Returns once requests are answered. The caller stops the server by closing what it gets: no shutdown hook is registered.
     *
     * @param settings checked, see {@link io.flowlet.settings.SettingsCheck}
     * @param logging Spring's {@code logging.…} properties
     */
    public static ConfigurableApplicationContext start(SettingsReport settings, Map<String, Object> logging) {
        ServerSettings server = settings.bind("server", ServerSettings.class);
        Map<String, Object> properties = new HashMap<>(settings.properties());
        properties.putAll(settings.bind("logging", LoggingSettings.class).properties());
        properties.putAll(logging);
        properties.put("server.address", server.address());
        properties.put("server.port", server.port());
        properties.put("management.server.address", server.managementAddress());
        properties.put("management.server.port", server.managementPort());
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", server.drainedWithin());
        return application(properties).run();
    }

    /** The facades alone, each made when it is first asked for: nothing listens and no job runs. For a command that ends at once. */
    public static ConfigurableApplicationContext facades(SettingsReport settings) {
        return facades(settings, DatabaseRole.APP);
    }

    /** The same with connections of {@code role}, for what only the owner may do. */
    static ConfigurableApplicationContext facades(SettingsReport settings, DatabaseRole role) {
        Map<String, Object> properties = new HashMap<>(settings.properties());
        properties.put("flowlet.audit.sequencer-enabled", "false");
        properties.put("flowlet.jobs.enabled", "false");
        properties.put("logging.level.root", "warn");
        SpringApplication application = application(properties);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLazyInitialization(true);
        if (role != DatabaseRole.APP) {
            DataSource own = new Connections(settings.bind("database", DatabaseSettings.class)).direct(role);
            application.addInitializers(context -> ((GenericApplicationContext) context)
                    .registerBean("databaseOfRole", DataSource.class, () -> own, bean -> bean.setPrimary(true)));
        }
        return application.run();
    }

    /** {@code actor} in a request of its own, for a command that calls facades. */
    public static Caller callerAs(Actor actor, ApplicationContext server) {
        UUID request = server.getBean(Uuid7.class).next();
        return new Caller(actor, new Trace(request.toString().replace("-", ""), PublicId.format("req", request)));
    }

    private static SpringApplication application(Map<String, Object> properties) {
        SpringApplication application = new SpringApplication(Flowlet.class);
        application.setEnvironment(environment(properties));
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        return application;
    }

    /**
     * What was checked, and beside it the product's own defaults: Spring's other doors (a file {@code application.yml} in the working
     * directory, {@code SPRING_APPLICATION_JSON}, environment variables, {@code -D}) would let in what nobody checked and
     * {@code ./flowlet config show} does not show.
     */
    static ConfigurableEnvironment environment(Map<String, Object> properties) {
        Map<String, Object> checked = new HashMap<>(properties);
        checked.put("spring.config.location", "classpath:/application.yml");
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        sources.addFirst(new MapPropertySource("flowlet", checked));
        sources.replace(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of()));
        sources.replace(
                StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                new PropertiesPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, ofJava()));
        return environment;
    }

    /** Those of the Java runtime itself: paths, versions, encodings. */
    private static Properties ofJava() {
        Properties java = new Properties();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> JAVAS_OWN.stream().anyMatch(name::startsWith))
                .forEach(name -> java.setProperty(name, System.getProperty(name, "")));
        return java;
    }
}
