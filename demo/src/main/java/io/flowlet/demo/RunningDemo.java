package io.flowlet.demo;

import io.flowlet.cli.FlowletServer;
import io.flowlet.cli.Starting;
import io.flowlet.client.ClientSettings;
import io.flowlet.client.FlowletClient;
import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseGuard;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.settings.SettingsReport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * PostgreSQL, the server and the app, started in this order and stopped in the other.
 *
 * <p>Thread-safe: {@link #close} may come at any time from a signal, also while the start is under way; nothing is left running then.
 */
final class RunningDemo implements AutoCloseable {
    private final DemoFolder folder;
    private final Path binaries;
    private final Consumer<String> progress;

    private @Nullable DemoDatabase database;
    private volatile @Nullable ConfigurableApplicationContext server;
    private volatile @Nullable ConfigurableApplicationContext client;
    private boolean closed;

    /**
     * @param binaries where PostgreSQL's programs are unpacked; may be shared between folders
     * @param progress told what is being done, one line each
     */
    RunningDemo(DemoFolder folder, Path binaries, Consumer<String> progress) {
        this.folder = folder;
        this.binaries = binaries;
        this.progress = progress;
    }

    /**
     * Returns once the API answers.
     *
     * @throws DemoRefused if the database or the settings would not let a server start
     */
    Addresses start(int wantedPort) {
        progress.accept("starting PostgreSQL");
        DemoDatabase started = startDatabase();
        int port = Ports.freeFrom(wantedPort);
        int managementPort = Ports.freeFrom(wantedPort == 0 ? 0 : port + 1);
        SettingsReport settings = DemoSettings.write(folder, started, port, managementPort);
        if (!settings.isSound()) {
            throw new DemoRefused(settings.told().strip());
        }
        DatabaseSettings databaseSettings = settings.bind("database", DatabaseSettings.class);
        DatabaseGuard guard =
                new DatabaseGuard(new Connections(databaseSettings).direct(DatabaseRole.APP), Clock.systemUTC());
        Optional<String> refusal = Starting.refusal(guard, started.url());
        if (refusal.isPresent()) {
            throw new DemoRefused(refusal.get());
        }
        progress.accept("starting the server");
        server = FlowletServer.start(
                settings, Map.of("logging.file.name", folder.log().toString(), "logging.threshold.console", "OFF"));
        return new Addresses(
                URI.create("http://127.0.0.1:" + port),
                URI.create("http://127.0.0.1:" + managementPort),
                port != wantedPort);
    }

    /**
     * Where a demo answers.
     *
     * @param movedAside whether another program holds the port that was wanted
     */
    record Addresses(URI api, URI management, boolean movedAside) {}

    /** Starts the app and the console; returns once their pages are answered. */
    void startClient(ClientSettings settings) {
        progress.accept("starting the app");
        client = FlowletClient.start(settings);
    }

    ConfigurableApplicationContext server() {
        ConfigurableApplicationContext running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private synchronized DemoDatabase startDatabase() {
        if (closed) {
            throw new DemoRefused("stopped while starting");
        }
        DemoDatabase started = DemoDatabase.start(folder, binaries, progress);
        database = started;
        return started;
    }

    @Override
    public void close() {
        close(client);
        close(server);
        closeDatabase();
    }

    private static void close(@Nullable ConfigurableApplicationContext running) {
        if (running != null) {
            running.close();
        }
    }

    private synchronized void closeDatabase() {
        closed = true;
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
