package io.flowlet.audit;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.internal.EventBodies;
import io.flowlet.audit.internal.EventRow;
import io.flowlet.audit.internal.EventTable;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Writes audit events in the transaction of what they tell of.
 *
 * <p>An event is there exactly when its effect is: it commits and rolls back with it. Writing takes no lock, no sequence and no shared row,
 * so writers never wait for each other; the place in the log is given afterwards by the {@link Sequencer}. Thread-safe.
 */
@Component
public final class AuditLog {
    private final Transactions transactions;
    private final EventBodies bodies;
    private final EventTable table;
    private final Counter recorded;

    AuditLog(Transactions transactions, EventBodies bodies, EventTable table, MeterRegistry meters) {
        this.transactions = transactions;
        this.bodies = bodies;
        this.table = table;
        this.recorded = Counter.builder("flowlet.audit.events")
                .description("Audit events written, committed or not")
                .register(meters);
    }

    /**
     * Writes {@code event} in the open transaction.
     *
     * @throws IllegalStateException if no transaction is open, or it is not the one of the event's tenant
     * @throws IllegalArgumentException if a detail is neither string, integer nor boolean
     */
    public void record(AuditEvent event) {
        recordAll(List.of(event));
    }

    /** As {@link #record}, for many events at once; all of them or, when it throws, none. */
    public void recordAll(List<AuditEvent> events) {
        Optional<TenantId> open = transactions.current();
        for (AuditEvent event : events) {
            if (!open.equals(Optional.of(event.caller().tenant()))) {
                throw new IllegalStateException("an audit event of %s has no place in a transaction of %s"
                        .formatted(event.caller().tenant(), open));
            }
        }
        table.insert(events.stream().map(this::row).toList());
        recorded.increment(events.size());
    }

    /**
     * Writes {@code event} in a transaction of its own: for what was refused or failed and so has no effect to commit with.
     *
     * @throws IllegalStateException if a transaction is open, whose rollback would take the event along
     */
    public void recordAlone(AuditEvent event) {
        if (transactions.isOpen()) {
            throw new IllegalStateException("a transaction is open: record the event in it, or after it");
        }
        transactions.run(event.caller().tenant(), () -> record(event));
    }

    private EventRow row(AuditEvent event) {
        return bodies.row(event);
    }
}
