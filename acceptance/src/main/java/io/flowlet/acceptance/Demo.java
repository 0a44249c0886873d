package io.flowlet.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running {@code ./flowlet demo} on free ports, and what it printed. */
final class Demo implements AutoCloseable {
    private static final long START_SECONDS = 600;
    private static final long STOP_SECONDS = 60;
    private static final long LOOK_MILLIS = 50;
    private static final Pattern READY = Pattern.compile("Ctrl-C stops it");

    private final Path folder;
    private final Process process;
    private final String printed;

    private Demo(Path folder, Process process, String printed) {
        this.folder = folder;
        this.process = process;
        this.printed = printed;
    }

    /** Starts one on {@code folder} and returns when it says that it is ready. */
    static Demo start(Path folder) {
        try {
            Path out = Files.createTempFile("flowlet-demo", ".txt");
            Process process = new Launcher().start(out, out, "demo", "--dir", folder.toString(), "--port", "0");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!READY.matcher(Files.readString(out)).find()) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroyForcibly();
                    throw new AssertionError("the demo does not start:\n" + Files.readString(out));
                }
                Thread.sleep(LOOK_MILLIS);
            }
            String printed = Files.readString(out);
            Files.delete(out);
            return new Demo(folder, process, printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path folder() {
        return folder;
    }

    long pid() {
        return process.pid();
    }

    String printed() {
        return printed;
    }

    URI api() {
        return URI.create(found("(?m)^ *(http://127\\.0\\.0\\.1:\\d+)\\R *├─ /v1"));
    }

    /** Where the app answers. */
    URI app() {
        return URI.create(found("(?m)^ *(http://127\\.0\\.0\\.1:\\d+) +the app"));
    }

    /** Somebody who can sign in to the app: address and password. */
    List<String> person() {
        return List.of(found("(?m)│ +(\\S+@\\S+) +\\S+$"), found("(?m)│ +\\S+@\\S+ +(\\S+)$"));
    }

    /** Somebody who can sign in to the console: address and password. */
    List<String> analyst() {
        return List.of(found("(?m)^ +(\\S+@harbour\\S+) +\\S+$"), found("(?m)^ +\\S+@harbour\\S+ +(\\S+)$"));
    }

    URI management() {
        return URI.create(found("(?m)^ *(http://127\\.0\\.0\\.1:\\d+)\\R *├─ /actuator"));
    }

    String clientId() {
        return found("client id +(\\S+)");
    }

    String clientSecret() {
        return found("client secret +(\\S+)");
    }

    String fromWallet() {
        return found("\"from_wallet_id\":\"([^\"]+)\"");
    }

    String toWallet() {
        return found("\"to_wallet_id\":\"([^\"]+)\"");
    }

    /** The commands that a visitor is asked to paste. */
    String commands() {
        return found("(?s)(TOKEN=.*?/balance[^\n]*\n)");
    }

    /** The process of its PostgreSQL. */
    ProcessHandle postgres() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a power cut would. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** As Ctrl-C. */
    @Override
    public void close() {
        process.destroy();
        await();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    private void await() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the demo does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(printed);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in what the demo printed:\n" + printed);
        }
        return matcher.group(1);
    }
}
