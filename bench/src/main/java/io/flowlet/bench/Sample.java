package io.flowlet.bench;

import org.jspecify.annotations.Nullable;

/**
 * One timed stretch of work.
 *
 * @param transfers how many were committed
 * @param seconds on the wall
 * @param postgresMicros CPU of all PostgreSQL's processes
 * @param latency how long callers waited; null where there are none
 */
public record Sample(
        long transfers,
        double seconds,
        double postgresMicros,
        @Nullable Latency latency) {
    /** Milliseconds a caller waited: half of them, 99 of 100. */
    public record Latency(double p50Millis, double p99Millis) {}

    public double perSecond() {
        return transfers / seconds;
    }

    /** PostgreSQL CPU a transfer. */
    public double microsEach() {
        return postgresMicros / Math.max(1, transfers);
    }
}
