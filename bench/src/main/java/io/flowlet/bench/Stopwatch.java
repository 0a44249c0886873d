package io.flowlet.bench;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Times work on the wall and in PostgreSQL's CPU. */
public final class Stopwatch {
    private static final double NANOS = 1e9;

    private final PostgresCpu cpu;

    Stopwatch(PostgresCpu cpu) {
        this.cpu = cpu;
    }

    /** What work came to. */
    public record Done(long transfers, Sample.@Nullable Latency latency) {
        public static Done of(long transfers) {
            return new Done(transfers, null);
        }
    }

    /** Times {@code work} as a whole. */
    public Sample time(Callable<Done> work) throws Exception {
        double micros = cpu.micros();
        long start = System.nanoTime();
        Done done = work.call();
        double seconds = (System.nanoTime() - start) / NANOS;
        return new Sample(done.transfers(), seconds, cpu.micros() - micros, done.latency());
    }

    /** Prepares and writes until the writing alone took {@code seconds}; PostgreSQL has nothing to do while one is prepared. */
    public <T> Sample repeat(double seconds, Callable<T> prepare, Write<T> write) throws Exception {
        double micros = cpu.micros();
        long nanos = 0;
        long transfers = 0;
        while (nanos < seconds * NANOS) {
            T prepared = prepare.call();
            long start = System.nanoTime();
            transfers += write.write(prepared);
            nanos += System.nanoTime() - start;
        }
        return new Sample(transfers, nanos / NANOS, cpu.micros() - micros, null);
    }

    /** Writes and commits; how many transfers. */
    @FunctionalInterface
    public interface Write<T> {
        long write(T prepared) throws Exception;
    }
}
