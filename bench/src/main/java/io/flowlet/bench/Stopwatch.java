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

    /** Repeats a batch until {@code seconds} have passed. */
    public Sample repeat(double seconds, Batch batch) throws Exception {
        return time(() -> {
            long end = System.nanoTime() + (long) (seconds * NANOS);
            long transfers = 0;
            while (System.nanoTime() < end) {
                transfers += batch.write();
            }
            return Done.of(transfers);
        });
    }

    /** Writes and commits; how many transfers. */
    @FunctionalInterface
    public interface Batch {
        long write() throws Exception;
    }
}
