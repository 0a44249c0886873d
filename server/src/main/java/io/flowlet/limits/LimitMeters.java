package io.flowlet.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code flowlet.limits.requests} of one policy by outcome, and how many keys the policy tells apart at the moment. */
final class LimitMeters {
    private final Counter allowed;
    private final Counter refused;

    LimitMeters(MeterRegistry registry, String policy, RateBuckets<?> buckets) {
        Gauge.builder("flowlet.limits.tracked", buckets, RateBuckets::size)
                .description("Keys with a bucket of their own")
                .tag("policy", policy)
                .register(registry);
        this.allowed = counter(registry, policy, "allowed");
        this.refused = counter(registry, policy, "refused");
    }

    void count(boolean taken) {
        (taken ? allowed : refused).increment();
    }

    private static Counter counter(MeterRegistry registry, String policy, String outcome) {
        return Counter.builder("flowlet.limits.requests")
                .description("Requests counted against a limit")
                .tag("policy", policy)
                .tag("outcome", outcome)
                .register(registry);
    }
}
