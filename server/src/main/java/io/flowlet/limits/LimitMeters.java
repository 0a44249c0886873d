package io.flowlet.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code flowlet.limits.requests} by policy and outcome, and how many keys each policy tells apart at the moment. */
final class LimitMeters {
    private final MeterRegistry registry;

    LimitMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void watch(String policy, RateBuckets<?> buckets) {
        Gauge.builder("flowlet.limits.tracked", buckets, RateBuckets::size)
                .description("Keys with a bucket of their own")
                .tag("policy", policy)
                .register(registry);
    }

    void count(String policy, boolean allowed) {
        Counter.builder("flowlet.limits.requests")
                .description("Requests counted against a limit")
                .tag("policy", policy)
                .tag("outcome", allowed ? "allowed" : "refused")
                .register(registry)
                .increment();
    }
}
