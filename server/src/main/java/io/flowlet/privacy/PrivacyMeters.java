package io.flowlet.privacy;

import io.flowlet.actor.Purpose;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Counts, over all tenants; schedules as the last round of the retention job saw them. Thread-safe. */
@Component
final class PrivacyMeters {
    private static final String DESTROYED = "flowlet.privacy.destroyed";

    private final MeterRegistry meters;
    private final AtomicLong scheduled;
    private final AtomicLong held;
    private final AtomicLong overdue;
    private final AtomicLong requestsOverdue;

    PrivacyMeters(MeterRegistry meters) {
        this.meters = meters;
        this.scheduled = gauge("flowlet.privacy.scheduled");
        this.held = gauge("flowlet.privacy.held");
        this.overdue = gauge("flowlet.privacy.overdue");
        this.requestsOverdue = gauge("flowlet.privacy.requests.overdue");
        meters.counter("flowlet.privacy.erasures");
        for (Purpose purpose : Purpose.values()) {
            meters.counter(DESTROYED, "purpose", purpose.code());
        }
    }

    private AtomicLong gauge(String name) {
        return java.util.Objects.requireNonNull(meters.gauge(name, new AtomicLong()));
    }

    void erased() {
        meters.counter("flowlet.privacy.erasures").increment();
    }

    void destroyed(Purpose purpose) {
        meters.counter(DESTROYED, "purpose", purpose.code()).increment();
    }

    /**
     * What the whole installation's schedules look like.
     *
     * @param scheduled what is kept and not due
     * @param held what a legal hold keeps beyond its day
     * @param overdue what is due and was not destroyed
     * @param requests what subscribers asked for and nobody answered in time
     */
    record Schedules(long scheduled, long held, long overdue, long requests) {
        Schedules plus(Schedules other) {
            return new Schedules(
                    scheduled + other.scheduled, held + other.held, overdue + other.overdue, requests + other.requests);
        }
    }

    void saw(Schedules all) {
        scheduled.set(all.scheduled());
        held.set(all.held());
        overdue.set(all.overdue());
        requestsOverdue.set(all.requests());
    }
}
