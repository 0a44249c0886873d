package io.flowlet.demo;

import io.flowlet.cli.ExitCode;
import io.flowlet.cli.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "stop", description = "Stop the demo that runs in this folder, and its PostgreSQL. The data stays.")
final class StopCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 40;

    @Mixin
    private final Home home = new Home();

    private final Terminal terminal;

    StopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        DemoFolder folder = home.folder();
        String told = folder.exists() ? stop(folder) : "nothing runs here";
        terminal.line(Character.toUpperCase(told.charAt(0)) + told.substring(1) + ".");
        return ExitCode.OK;
    }

    /** Ends what runs on {@code folder}, killed demos' PostgreSQL included, and says what that was. */
    static String stop(DemoFolder folder) throws InterruptedException {
        Optional<DemoFolder.Holder> holder = folder.holder();
        Optional<ProcessHandle> process = holder.flatMap(held -> ProcessHandle.of(held.pid()));
        if (process.isPresent()) {
            process.get().destroy();
            if (!gone(process.get())) {
                process.get().destroyForcibly();
                gone(process.get());
            }
        }
        Optional<Long> orphan = DemoDatabase.stopOrphan(folder);
        if (process.isPresent()) {
            return "stopped the demo (process " + process.get().pid() + ")";
        }
        return orphan.map(pid -> "stopped PostgreSQL " + pid + ", left by a demo that was killed")
                .orElse("nothing runs here");
    }

    private static boolean gone(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
