package io.flowlet.cli;

import io.flowlet.settings.SettingsReport;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "serve",
        description = {
            "Serve the API from an external PostgreSQL until stopped (SIGTERM, Ctrl-C).",
            "Refuses to start, and changes nothing, while a setting or the database is wrong; says everything that is wrong at once."
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        SettingsReport settings = ServeCheck.of(configured.check());
        if (Starting.isRefused(settings, terminal)) {
            return ExitCode.FAILED;
        }
        serve(settings);
        return ExitCode.OK;
    }

    private void serve(SettingsReport settings) throws InterruptedException {
        Map<String, Object> logging =
                terminal.isInteractive() ? Map.of() : Map.of("logging.structured.format.console", "ecs");
        ConfigurableApplicationContext server = FlowletServer.start(settings, logging);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
    }
}
