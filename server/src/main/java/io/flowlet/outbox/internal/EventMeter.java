package io.flowlet.outbox.internal;

import io.flowlet.outbox.OutboxEvent;
import io.flowlet.outbox.OutboxListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts business facts by type: {@code flowlet_outbox_events_total}. */
@Component
final class EventMeter implements OutboxListener {
    private final MeterRegistry meters;

    EventMeter(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void on(OutboxEvent event) {
        meters.counter("flowlet.outbox.events", "type", event.type()).increment();
    }
}
