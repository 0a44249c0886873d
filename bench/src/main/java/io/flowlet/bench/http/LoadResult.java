package io.flowlet.bench.http;

import java.util.Map;

/**
 * What a round of load came to.
 *
 * @param statuses answers by their status
 * @param generatorMicros CPU of the generator for one answer
 */
public record LoadResult(
        Map<Integer, Long> statuses, double seconds, double p50Millis, double p99Millis, double generatorMicros) {
    /** How many came. */
    public long answers() {
        return statuses.values().stream().mapToLong(Long::longValue).sum();
    }
}
