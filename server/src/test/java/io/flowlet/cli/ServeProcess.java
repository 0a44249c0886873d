package io.flowlet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code serve} as a process of its own, with settings that it should refuse. */
public final class ServeProcess {
    /** Within which a refusal has to be told. */
    public static final Duration SOON = Duration.ofSeconds(5);

    private ServeProcess() {}

    /**
     * How it ended.
     *
     * @param took from the start of the process to its end
     */
    public record Ended(int exitCode, String out, String err, Duration took) {}

    /** Runs it, a second time if it took too long: somebody else may have had the processors. Output is caught in {@code folder}. */
    public static Ended serve(Path folder, Path settings, Map<String, String> variables)
            throws IOException, InterruptedException {
        Ended ended = once(folder, settings, variables);
        return ended.took().compareTo(SOON) > 0 ? once(folder, settings, variables) : ended;
    }

    private static Ended once(Path folder, Path settings, Map<String, String> variables)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FlowletCommand.class.getName(),
                        "serve",
                        "--config",
                        settings.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FLOWLET_"));
        builder.environment().putAll(variables);
        long start = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Ended(
                process.waitFor(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8),
                took);
    }
}
