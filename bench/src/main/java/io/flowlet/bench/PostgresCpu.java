package io.flowlet.bench;

import java.nio.file.Path;
import java.time.Duration;

/** CPU that a PostgreSQL has used: its postmaster, every process that the postmaster has now, and those it has waited for. Linux only. */
final class PostgresCpu {
    private static final double NANOS_A_MICRO = 1e3;

    private final ProcessHandle postmaster;

    PostgresCpu(ProcessHandle postmaster) {
        this.postmaster = postmaster;
    }

    double micros() {
        Duration used = of(postmaster)
                .plus(timeOf(postmaster).ofChildren())
                .plus(postmaster.descendants().map(PostgresCpu::of).reduce(Duration.ZERO, Duration::plus));
        return used.toNanos() / NANOS_A_MICRO;
    }

    private static Duration of(ProcessHandle process) {
        return timeOf(process).own();
    }

    private static ProcessorTime timeOf(ProcessHandle process) {
        return ProcessorTime.of(Path.of("/proc", Long.toString(process.pid())))
                // the next reading finds it with the postmaster's children
                .orElse(new ProcessorTime("", Duration.ZERO, Duration.ZERO));
    }
}
