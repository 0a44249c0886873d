package io.flowlet.subscribers;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ids.Uuid7;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.subscribers.internal.KycRows;
import io.flowlet.subscribers.internal.SubscriberRows;
import io.flowlet.tenants.SharedReads;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Registers and finds subscribers of the caller's tenant. Each act is audited in its own transaction or in the one that is open. Thread-safe.
 */
@Component
public final class Subscribers {
    private final Transactions transactions;
    private final SubscriberRows rows;
    private final KycRows kyc;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;
    private final Map<TenantId, SharedReads<SubscriberId, Kyc>> lookUps = new ConcurrentHashMap<>();

    Subscribers(
            Transactions transactions,
            SubscriberRows rows,
            KycRows kyc,
            AuditLog audit,
            Outbox outbox,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.kyc = kyc;
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

    /**
     * The subscriber, if the caller's tenant has it; the read is audited.
     *
     * @throws Refusal {@code subscriber_erased}
     */
    public Optional<Subscriber> find(Caller caller, SubscriberId id) {
        return transactions.in(caller.tenant(), () -> {
            if (!exists(caller.tenant(), id)) {
                return Optional.empty();
            }
            Optional<Subscriber> found = rows.find(caller.tenant(), id);
            found.ifPresent(subscriber -> audit.record(AuditEvent.read(caller, "subscriber.read", id.toString())));
            return found;
        });
    }

    /**
     * Whether the tenant has this subscriber; tells nothing of the person, so it is not audited. Whoever acts on a subscriber asks here, so
     * that all of them answer alike about one whose data was erased.
     *
     * @throws Refusal {@code subscriber_erased}
     */
    public boolean exists(TenantId tenant, SubscriberId id) {
        return isThere(transactions.in(tenant, () -> rows.standing(tenant, id)));
    }

    /**
     * As {@link #exists}, for whoever writes something of the person: until the open transaction ends nobody erases it, so that no key is made
     * after its erasure.
     *
     * @throws Refusal {@code subscriber_erased}
     */
    public boolean existsToWrite(TenantId tenant, SubscriberId id) {
        return isThere(transactions.in(tenant, () -> rows.share(tenant, id)));
    }

    /** As {@link #existsToWrite}, and false for one whose data was erased. */
    public boolean isServedToWrite(TenantId tenant, SubscriberId id) {
        return transactions
                .in(tenant, () -> rows.share(tenant, id))
                .filter(standing -> standing.erasedAt() == null)
                .isPresent();
    }

    /** Those among {@code ids} whose data was erased. */
    public Set<SubscriberId> erased(TenantId tenant, Collection<SubscriberId> ids) {
        return ids.isEmpty() ? Set.of() : transactions.in(tenant, () -> rows.erased(tenant, ids));
    }

    private static boolean isThere(Optional<SubscriberRows.Standing> standing) {
        if (standing.isPresent() && standing.get().erasedAt() != null) {
            throw Refusal.of(ProblemCode.SUBSCRIBER_ERASED);
        }
        return standing.isPresent();
    }

    /** As {@link #exists}, also for one whose data was erased. */
    public boolean isKnown(TenantId tenant, SubscriberId id) {
        return transactions.in(tenant, () -> rows.standing(tenant, id).isPresent());
    }

    /** As {@link #isKnown}; until the open transaction ends nobody else asks this of the subscriber. */
    public boolean lock(TenantId tenant, SubscriberId id) {
        return transactions.in(tenant, () -> rows.lock(tenant, id).isPresent());
    }

    /** Those who are served, newest first; the read is audited as one event with the count. */
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

    /** Where the subscriber's onboarding stands; {@link Kyc#NONE} for one who has not begun or does not exist. Not audited. */
    public Kyc kyc(TenantId tenant, SubscriberId id) {
        return kyc(tenant, List.of(id)).getOrDefault(id, Kyc.NONE);
    }

    /** The status part of {@link #kyc(TenantId, SubscriberId)}. */
    public KycStatus kycStatus(TenantId tenant, SubscriberId id) {
        return kyc(tenant, id).status();
    }

    /**
     * Of several at once, in one statement; whoever has not begun is missing. Never remembered: a rejection counts at once. Outside of a
     * transaction callers of the same tenant share one look-up that begins after each of them asked.
     */
    public Map<SubscriberId, Kyc> kyc(TenantId tenant, Collection<SubscriberId> ids) {
        return transactions.isOpen()
                ? kycNow(tenant, ids)
                : lookUps.computeIfAbsent(
                                tenant, one -> new SharedReads<SubscriberId, Kyc>(wanted -> kycNow(one, wanted)))
                        .find(ids);
    }

    private Map<SubscriberId, Kyc> kycNow(TenantId tenant, Collection<SubscriberId> ids) {
        return transactions.in(tenant, () -> kyc.find(tenant, ids));
    }

    /** Says where the subscriber's onboarding stands now: for onboarding alone. Joins the open transaction; a change is audited. */
    public void setKyc(Caller caller, SubscriberId id, Kyc now) {
        TenantId tenant = caller.tenant();
        transactions.run(tenant, () -> {
            Kyc before = kyc(tenant, id);
            if (!before.equals(now)) {
                kyc.set(tenant, id, now, clock.instant());
                audit.record(AuditEvent.done(caller, "subscriber.kyc", id.toString())
                        .with("from", before.status().code())
                        .with("to", now.status().code())
                        .with("tier", now.tier().code()));
                outbox.write(List.of(new OutboxEvent(
                        ids.next(), tenant, "subscriber." + now.status().code(), id.toString())));
            }
        });
    }
}
