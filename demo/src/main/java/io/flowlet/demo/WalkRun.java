package io.flowlet.demo;

import io.flowlet.cli.ExitCode;
import io.flowlet.cli.Terminal;
import io.flowlet.identity.ClientCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Objects;

/** Runs the walk against a demo of its own, in a temporary folder, on free ports; nothing of it is left. */
final class WalkRun {
    private final Terminal terminal;

    WalkRun(Terminal terminal) {
        this.terminal = terminal;
    }

    int run() {
        DemoFolder folder = temporary();
        RunningDemo demo = new RunningDemo(folder, Home.binaries(), terminal::progress);
        // a signal ends the walk between two lines: nothing may be left then either
        Thread cleanup = new Thread(() -> cleanUp(demo, folder), "stop");
        Runtime.getRuntime().addShutdownHook(cleanup);
        terminal.line("Flowlet does its main job, in a temporary folder.");
        Walk walk = null;
        try {
            RunningDemo.Addresses addresses = demo.start(0);
            WatchlistSample.load(demo.server());
            ClientCredentials credentials = new SampleProgram(demo.server(), folder, terminal::progress).client();
            String proof;
            try (Api api = new Api(addresses.api())) {
                walk = new Walk(terminal, api);
                proof = walk.throughTheApi(credentials);
            }
            demo.close();
            walk.verifyOffline(proof);
            terminal.line(terminal.good("Every step went well."));
            return ExitCode.OK;
        } catch (StepFailed | UncheckedIOException e) {
            terminal.line(
                    terminal.bad("Failed in step " + (walk == null ? "0 start" : walk.step()) + ": " + e.getMessage()));
            return ExitCode.FAILED;
        } catch (DemoRefused e) {
            terminal.note(Objects.requireNonNullElse(e.getMessage(), "refused"));
            return ExitCode.FAILED;
        }
    }

    private static void cleanUp(RunningDemo demo, DemoFolder folder) {
        demo.close();
        folder.remove();
    }

    private static DemoFolder temporary() {
        try {
            return new DemoFolder(Files.createTempDirectory("flowlet-walk")).prepare();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
