package io.flowlet.bench;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long one caller waited, call by call. Used by one thread. */
public final class Latencies {
    private static final double NANOS_A_MILLI = 1e6;

    private long[] nanos = new long[1_024];
    private int count;

    public void add(long waitedNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = waitedNanos;
    }

    /** Those of several callers together. */
    public static Latencies of(List<Latencies> callers) {
        Latencies all = new Latencies();
        all.nanos = new long[callers.stream().mapToInt(Latencies::count).sum()];
        for (Latencies caller : callers) {
            System.arraycopy(caller.nanos, 0, all.nanos, all.count, caller.count);
            all.count += caller.count;
        }
        return all;
    }

    public int count() {
        return count;
    }

    /** Nearest-rank percentiles; null without a call. */
    public Sample.@Nullable Latency latency() {
        if (count == 0) {
            return null;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Sample.Latency(millis(sorted, 0.50), millis(sorted, 0.99));
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / NANOS_A_MILLI;
    }
}
