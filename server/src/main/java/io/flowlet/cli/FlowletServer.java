package io.flowlet.cli;

import io.flowlet.Flowlet;
import io.flowlet.settings.SettingsReport;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Starts the backend with settings that were found sound. */
public final class FlowletServer {
    private FlowletServer() {}

    /**
     * Returns once requests are answered. The caller stops the server by closing what it gets: no shutdown hook is registered.
     *
     * @param settings checked, see {@link io.flowlet.settings.SettingsCheck}
     * @param logging Spring's {@code logging.…} properties
     */
    public static ConfigurableApplicationContext start(SettingsReport settings, Map<String, Object> logging) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("flowlet", properties(settings, logging)));
        SpringApplication application = new SpringApplication(Flowlet.class);
        application.setEnvironment(environment);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        return application.run();
    }

    private static Map<String, Object> properties(SettingsReport settings, Map<String, Object> logging) {
        ServerSettings server = settings.bind("server", ServerSettings.class);
        Map<String, Object> properties = new HashMap<>(settings.properties());
        properties.putAll(logging);
        properties.put("server.address", server.address());
        properties.put("server.port", server.port());
        properties.put("management.server.address", server.managementAddress());
        properties.put("management.server.port", server.managementPort());
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", server.drainedWithin());
        return properties;
    }
}
