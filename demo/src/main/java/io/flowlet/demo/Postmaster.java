package io.flowlet.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The PostgreSQL that runs on a data folder, found by its {@code postmaster.pid}.
 *
 * <p>A number in a file proves nothing: the process counts as ours only if it is a {@code postgres} started on this very folder.
 */
final class Postmaster {
    private static final long FAST_SECONDS = 20;
    private static final long IMMEDIATE_SECONDS = 5;

    private final ProcessHandle process;

    private Postmaster(ProcessHandle process) {
        this.process = process;
    }

    static Optional<Postmaster> of(Path data) {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return pid(file)
                .flatMap(ProcessHandle::of)
                .filter(process -> serves(process, data))
                .map(Postmaster::new);
    }

    /** Removes the file that a PostgreSQL left which is no more: another process may bear its number now. */
    static void forgetStale(Path data) {
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Asks for a fast shutdown: sessions end, data is flushed. */
    void stop() {
        if (!signalled("-INT", FAST_SECONDS)) {
            signalled("-QUIT", IMMEDIATE_SECONDS);
        }
    }

    /** Waits until it has gone by itself. */
    boolean goneWithin(long seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean signalled(String signal, long seconds) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return goneWithin(seconds);
    }

    private static Optional<Long> pid(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.getFirst().strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // cut short by the crash that left it
        }
    }

    private static boolean serves(ProcessHandle process, Path data) {
        String command = process.info().command().orElse("");
        boolean onData = process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(data.toString()))
                .orElse(false);
        return command.endsWith("/postgres") && onData;
    }
}
