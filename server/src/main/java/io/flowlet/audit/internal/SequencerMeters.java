package io.flowlet.audit.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** What the sequencer tells of itself. Thread-safe. */
@Component
public final class SequencerMeters {
    private static final String ROUNDS = "flowlet.audit.rounds";

    private final Clock clock;
    private final AtomicLong leading = new AtomicLong();
    private final AtomicLong size = new AtomicLong();
    private final AtomicLong lastRound;
    private final Timer delay;
    private final Counter sequenced;
    private final Counter idle;
    private final Counter following;
    private final Counter failed;
    private final Counter anchorFailures;

    SequencerMeters(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.lastRound = new AtomicLong(clock.millis());
        Gauge.builder("flowlet.audit.leading", leading, AtomicLong::get)
                .description("1 while this instance sequences the audit log")
                .register(registry);
        Gauge.builder("flowlet.audit.tree.size", size, AtomicLong::get)
                .description("Entries in the audit log, as this instance last saw it while leading")
                .register(registry);
        Gauge.builder(
                        "flowlet.audit.round.age",
                        this,
                        meters -> (meters.clock.millis() - meters.lastRound.get()) / 1_000.0)
                .baseUnit("seconds")
                .description("Since this instance last finished a round without failing, leading or not")
                .register(registry);
        this.delay = Timer.builder("flowlet.audit.delay")
                .description("From an event to the first signed checkpoint that covers it")
                .publishPercentileHistogram()
                .register(registry);
        this.sequenced = registry.counter(ROUNDS, "outcome", "sequenced");
        this.idle = registry.counter(ROUNDS, "outcome", "idle");
        this.following = registry.counter(ROUNDS, "outcome", "following");
        this.failed = registry.counter(ROUNDS, "outcome", "failed");
        this.anchorFailures = Counter.builder("flowlet.audit.anchor.failures")
                .description("Checkpoints that could not be written to the anchor")
                .register(registry);
    }

    public void led(Optional<Round> round) {
        long now = clock.millis();
        leading.set(1);
        lastRound.set(now);
        if (round.isEmpty()) {
            idle.increment();
            return;
        }
        sequenced.increment();
        size.set(round.get().size());
        for (UUID event : round.get().events()) {
            delay.record(Duration.ofMillis(Math.max(0, now - millisOf(event))));
        }
    }

    /** A UUIDv7 begins with the milliseconds since 1970. */
    private static long millisOf(UUID event) {
        return event.getMostSignificantBits() >>> 16;
    }

    public void follows() {
        leading.set(0);
        lastRound.set(clock.millis());
        following.increment();
    }

    public void failed() {
        leading.set(0);
        failed.increment();
    }

    public void anchorFailed() {
        anchorFailures.increment();
    }
}
