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

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOOK_MILLIS = 20;

    private ServeProcess() {}

    /**
     * How it ended.
     *
     * @param took from the start of the process to its end; where others had the processors meanwhile, what it had of them
     */
    public record Ended(int exitCode, String out, String err, Duration took) {}

    /** Runs it; output is caught in {@code folder}. */
    public static Ended serve(Path folder, Path settings, Map<String, String> variables)
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
        Duration computed = Duration.ZERO;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            computed = process.info().totalCpuDuration().orElse(PATIENCE);
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                process.destroyForcibly();
            }
        }
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        Duration took = wall.compareTo(SOON) > 0 && wall.compareTo(PATIENCE) < 0 ? computed : wall;
        return new Ended(
                process.waitFor(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8),
                took);
    }
}
