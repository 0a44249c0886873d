package io.flowlet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a JVM of another process uses. Linux only. */
public record Jvm(ProcessHandle process) {
    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");
    private static final String RESIDENT = "VmRSS:";
    private static final double KIBIBYTES_A_MEBIBYTE = 1024;

    /** Of the processors so far, compiling and collecting garbage included. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What the threads have used that compile its methods. */
    public Duration compilersCpu() throws IOException {
        try (Stream<Path> threads = Files.list(folder().resolve("task"))) {
            return threads.map(ProcessorTime::of)
                    .flatMap(Optional::stream)
                    .filter(thread -> COMPILER.matcher(thread.name()).lookingAt())
                    .map(ProcessorTime::own)
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    /** Memory that it holds now. */
    public double residentMebibytes() throws IOException {
        return Files.readAllLines(folder().resolve("status")).stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIBIBYTES_A_MEBIBYTE)
                .findFirst()
                .orElseThrow();
    }

    private Path folder() {
        return Path.of("/proc", Long.toString(process.pid()));
    }
}
