package io.flowlet.demo;

import io.flowlet.cli.ExitCode;
import io.flowlet.cli.Terminal;
import io.flowlet.client.ClientSettings;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.core.NestedExceptionUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Run everything here: PostgreSQL, the server, the app and a sample program, on the loopback interface, until Ctrl-C.",
            "The data stays and is there the next time. With --walk: try the main job out in a temporary folder, print each request, stop."
        })
final class DemoCommand implements Callable<Integer> {
    static final int PORT = 8080;
    /** The app's port is this much above the API's. */
    private static final int APP_ABOVE = 10;

    @Mixin
    private final Home home = new Home();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + PORT,
            description = "Port of the API; the next free one if it is taken, any for 0. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--walk", description = "Try the main job out and exit: 0 if every step went well.")
    private boolean walk;

    private final Terminal terminal;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        return walk ? new WalkRun(terminal).run() : run(home.folder().prepare());
    }

    private int run(DemoFolder folder) throws InterruptedException {
        Optional<DemoFolder.Hold> taken = folder.take();
        if (taken.isEmpty()) {
            DemoFolder.Holder holder = folder.holder().orElse(new DemoFolder.Holder(0, ""));
            terminal.note("A demo runs here already"
                    + (holder.url().isEmpty() ? ", still starting" : ": " + holder.url())
                    + " (process " + holder.pid() + "). Stop it: ./flowlet stop");
            return ExitCode.FAILED;
        }
        DemoFolder.Hold hold = taken.get();
        RunningDemo demo = new RunningDemo(folder, Home.binaries(), terminal::progress);
        Thread stop = new Thread(() -> stop(demo, folder), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            RunningDemo.Addresses addresses = demo.start(port);
            Sample sample = new SampleProgram(demo.server(), folder, terminal::progress).ensure();
            int appPort = Ports.freeFrom(port == 0 ? 0 : port + APP_ABOVE);
            ClientSettings app = new SampleApps(demo.server(), folder, sample.client())
                    .settings(addresses.api(), appPort, sample.payees());
            demo.startClient(app);
            hold.tell(addresses.api().toString());
            terminal.text(Welcome.text(terminal, folder, addresses, app.publicUrl(), sample, port));
        } catch (DemoRefused refused) {
            terminal.note(String.valueOf(refused.getMessage()));
            return ExitCode.FAILED;
        } catch (RuntimeException e) {
            // Spring's own words on top name a bean; what is wrong, and its fix, lies below
            terminal.note("The demo does not start: " + NestedExceptionUtils.getMostSpecificCause(e) + "\nSee "
                    + Home.shown(folder) + "/flowlet.log and postgres.log beside it.");
            return ExitCode.FAILED;
        }
        StartArchive archive = StartArchive.make();
        Runtime.getRuntime().addShutdownHook(new Thread(archive::close, "stop-training"));
        new CountDownLatch(1).await(); // until a signal
        return ExitCode.OK;
    }

    private void stop(RunningDemo demo, DemoFolder folder) {
        demo.close();
        terminal.progress("\nStopped. The data stays in " + Home.shown(folder) + "; ./flowlet reset removes it.");
    }
}
