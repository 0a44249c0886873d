package io.flowlet.subscribers;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.ids.Uuid7;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.subscribers.internal.SubscriberRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Registers and finds subscribers of the caller's tenant. Each act is audited in its own transaction or in the one that is open. Thread-safe.
 */
@Component
public final class Subscribers {
    private final Transactions transactions;
    private final SubscriberRows rows;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;

    Subscribers(Transactions transactions, SubscriberRows rows, AuditLog audit, Outbox outbox, Uuid7 ids, Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.audit = audit;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Registers a new subscriber; joins the open transaction of the caller's tenant. */
    public Subscriber register(Caller caller, RegisterSubscriber request) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Subscriber subscriber = new Subscriber(new SubscriberId(ids.next()), request.name(), request.email(), now);
            String id = subscriber.id().toString();
            rows.insert(tenant, subscriber);
            audit.record(AuditEvent.done(caller, "subscriber.register", id));
            outbox.write(List.of(new OutboxEvent(ids.next(), tenant, "subscriber.registered", id)));
            return subscriber;
        });
    }

    /** The subscriber, if the caller's tenant has it; the read is audited. */
    public Optional<Subscriber> find(Caller caller, SubscriberId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<Subscriber> found = rows.find(caller.tenant(), id);
            found.ifPresent(subscriber -> audit.record(AuditEvent.read(caller, "subscriber.read", id.toString())));
            return found;
        });
    }

    /** Whether the tenant has this subscriber; tells nothing of the person, so it is not audited. */
    public boolean exists(TenantId tenant, SubscriberId id) {
        return transactions.in(tenant, () -> rows.exists(tenant, id));
    }

    /** Subscribers, newest first; the read is audited as one event with the count. */
    public Page<Subscriber> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<Subscriber> found = rows.list(caller.tenant(), paging.before(), paging.rows());
            Page<Subscriber> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            long count = page.data().size();
            audit.record(
                    AuditEvent.read(caller, "subscriber.list", "subscribers").with("count", count));
            return page;
        });
    }
}
