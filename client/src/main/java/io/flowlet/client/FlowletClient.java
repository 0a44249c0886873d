package io.flowlet.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Starts the web app: by itself in a container, or beside a server in the same JVM. */
public final class FlowletClient {
    private static final int EXIT_SETTINGS = 1;

    private FlowletClient() {}

    /** Runs until it is told to stop; settings come from {@code FLOWLET_CLIENT_…}. */
    public static void main(String... arguments) {
        try {
            ClientSettings settings = ClientSettings.of(System.getenv());
            SpringApplication application = application(settings);
            application.run();
            System.out.println("Flowlet's client answers at " + settings.publicUrl());
        } catch (SettingsRefused refusal) {
            System.err.println(refusal.getMessage());
            System.exit(EXIT_SETTINGS);
        }
    }

    /**
     * Returns once pages are answered, whether or not the server is up. Leaves the logging of the JVM as it is. The caller stops the client
     * by closing what it gets: no shutdown hook is registered.
     */
    public static ConfigurableApplicationContext start(ClientSettings settings) {
        SpringApplication application = application(settings);
        application.setRegisterShutdownHook(false);
        List<ApplicationListener<?>> listeners = application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .<ApplicationListener<?>>map(listener -> listener)
                .toList();
        application.setListeners(listeners);
        return application.run();
    }

    /** The port of a client that was started with 0. */
    public static int port(ConfigurableApplicationContext client) {
        if (client instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            return web.getWebServer().getPort();
        }
        throw new IllegalArgumentException("not a started client");
    }

    private static SpringApplication application(ClientSettings settings) {
        StandardEnvironment environment = new StandardEnvironment();
        // nothing but these: what else the process was given is not for this part of it
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("client", properties(settings)));
        SpringApplication application = new SpringApplication(ClientApplication.class);
        application.setEnvironment(environment);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("clientSettings", settings));
        return application;
    }

    private static Map<String, Object> properties(ClientSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        // a server on the same class path brings an application.yml of its own
        properties.put("spring.config.location", "optional:classpath:/io/flowlet/client/none/");
        properties.put("spring.main.web-application-type", "servlet");
        properties.put("spring.main.log-startup-info", false);
        properties.put("spring.threads.virtual.enabled", true);
        properties.put("spring.jmx.enabled", false);
        properties.put("spring.web.resources.add-mappings", false);
        properties.put("spring.web.locale", "en");
        properties.put("spring.web.locale-resolver", "fixed");
        properties.put("spring.mvc.formcontent.filter.enabled", false);
        properties.put("spring.mvc.log-request-details", false);
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
        properties.put("logging.level.root", "warn");
        properties.put("logging.level.io.flowlet", "info");
        properties.put("server.address", settings.address());
        properties.put("server.port", settings.port());
        properties.put("server.shutdown", "graceful");
        properties.put("server.forward-headers-strategy", "none");
        properties.put("server.max-http-request-header-size", "16KB");
        properties.putAll(session(settings));
        properties.putAll(tomcat());
        return properties;
    }

    private static Map<String, Object> session(ClientSettings settings) {
        return Map.of(
                "server.servlet.session.timeout",
                settings.sessionIdle().toSeconds() + "s",
                "server.servlet.session.persistent",
                false,
                "server.servlet.session.tracking-modes",
                "cookie",
                "server.servlet.session.cookie.name",
                settings.isHttps() ? "__Host-flowlet" : "flowlet-client",
                "server.servlet.session.cookie.path",
                "/",
                "server.servlet.session.cookie.http-only",
                true,
                "server.servlet.session.cookie.same-site",
                "lax",
                "server.servlet.session.cookie.secure",
                settings.isHttps());
    }

    private static Map<String, Object> tomcat() {
        return Map.of(
                "server.tomcat.connection-timeout",
                "10s",
                "server.tomcat.keep-alive-timeout",
                "30s",
                "server.tomcat.max-connections",
                4096,
                "server.tomcat.max-http-form-post-size",
                "64KB",
                "server.tomcat.max-parameter-count",
                200,
                "server.tomcat.max-swallow-size",
                "1MB",
                "server.tomcat.use-relative-redirects",
                true,
                "server.tomcat.mbeanregistry.enabled",
                false);
    }
}
