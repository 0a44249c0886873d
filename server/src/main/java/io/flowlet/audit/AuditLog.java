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

    /** As {@link #record(AuditEvent)}, for many events at once; all of them or, when it throws, none. */
    public void recordAll(List<AuditEvent> events) {
        record(written(events));
    }

    /**
     * Writes {@code events} out for {@link #record(Written)}, in any thread: that needs no database. Their ids and times are had here.
     *
     * @throws IllegalArgumentException if a detail is neither string, integer nor boolean
     */
    public Written written(List<AuditEvent> events) {
        return new Written(events.stream().map(bodies::row).toList());
    }

    /**
     * Writes {@code events} in the open transaction; all of them or, when it throws, none.
     *
     * @throws IllegalStateException if no transaction is open, or it is not the one of the events' tenant
     */
    public void record(Written events) {
        Optional<TenantId> open = transactions.current();
        for (EventRow row : events.rows) {
            if (!open.equals(Optional.of(row.tenant()))) {
                throw new IllegalStateException(
                        "an audit event of %s has no place in a transaction of %s".formatted(row.tenant(), open));
            }
        }
        table.insert(events.rows);
        recorded.increment(events.rows.size());
    }

    /** Events as the bytes that the log commits to, ready to be recorded. */
    public static final class Written {
        private final List<EventRow> rows;

        private Written(List<EventRow> rows) {
            this.rows = rows;
        }
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
}
