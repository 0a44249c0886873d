package io.flowlet.bench.http;

import java.util.Map;

/**
 * What a round of load came to.
 *
 * @param statuses answers by their status
 * @param perSecond answers of the expected status
 * @param generatorMicros CPU of the generator for one answer
 */
record LoadResult(
        Map<Integer, Long> statuses, double perSecond, double p50Millis, double p99Millis, double generatorMicros) {}
