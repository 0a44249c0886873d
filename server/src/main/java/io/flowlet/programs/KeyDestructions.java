package io.flowlet.programs;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Client;
import io.flowlet.identity.Clients;
import io.flowlet.ids.Uuid7;
import io.flowlet.programs.internal.KeyDestructionRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * The end of a tenant: one operator asks that all its keys be destroyed, another one agrees, and a day later {@link KeyDestructionJob} does
 * it, unless one of the two takes it back or something needs the keys.
 *
 * <p>An operator is a credential of the platform, with no person whom the server knows behind it, so this is no {@code
 * io.flowlet.approvals} request, which people of a tenant's staff decide. That two credentials are two people is for whoever invites
 * operators to see to; one that was made within a day agrees to nothing. Every act is audited in its transaction. Thread-safe.
 */
@Component
public final class KeyDestructions {
    /** Between approval and deed, at least. */
    static final Duration WAIT = Duration.ofHours(24);
    /** As long as a request waits for another operator. */
    static final Duration LIFE = Duration.ofDays(7);
    /** A credential younger than this agrees to nothing: whoever made it cannot use it at once. */
    static final Duration COOLING = Duration.ofHours(24);

    private final Transactions transactions;
    private final KeyDestructionRows rows;
    private final List<KeyNeeds> needs;
    private final Clients clients;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    KeyDestructions(
            Transactions transactions,
            KeyDestructionRows rows,
            List<KeyNeeds> needs,
            Clients clients,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.needs = List.copyOf(needs);
        this.clients = clients;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** What needs the tenant's keys now; outside of a transaction, or in one of that tenant. */
    public List<KeyNeed> needs(TenantId tenant) {
        return transactions.in(tenant, () -> {
            List<KeyNeed> found = new ArrayList<>();
            if (clients.anyBesideStaffs(tenant)) {
                found.add(new KeyNeed(
                        "client_works", "A client of the tenant works: POST /v1/oauth_clients/{id}/revocation."));
            }
            needs.forEach(each -> found.addAll(each.of(tenant)));
            return found;
        });
    }

    /** Nothing comes to need the tenant's keys any more, if the open transaction of that tenant commits. */
    void end(TenantId tenant) {
        needs.forEach(each -> each.end(tenant));
    }

    /**
     * Asks for it. Refusals in order of precedence: keys destroyed, another request stands.
     *
     * @param caller of the platform
     * @param reference 1 to 100 characters, what it rests on; names nobody
     */
    public KeyDestructionOutcome request(Caller caller, Tenant tenant, String reference) {
        return transactions.in(TenantId.PLATFORM, () -> {
            Instant now = now();
            rows.standing(tenant.id())
                    .filter(stands -> isOverdue(stands, now))
                    .ifPresent(overdue -> end(caller, overdue, KeyDestructionState.WITHDRAWN, "overdue"));
            KeyDestruction asked = new KeyDestruction(
                    new KeyDestructionId(ids.next()),
                    tenant,
                    reference,
                    KeyDestructionState.REQUESTED,
                    caller.actor().name(),
                    now,
                    null,
                    null,
                    null,
                    null,
                    null);
            if (!rows.insert(asked)) {
                boolean gone = rows.standing(tenant.id())
                        .filter(stands -> stands.state() == KeyDestructionState.CARRIED_OUT)
                        .isPresent();
                return new KeyDestructionOutcome.Refused(
                        gone ? ProblemCode.KEYS_DESTROYED : ProblemCode.APPROVAL_PENDING);
            }
            audit.record(about(caller, "key_destruction.request", asked).with("reference", reference));
            return new KeyDestructionOutcome.Done(asked);
        });
    }

    /**
     * Agrees to it. Refusals in order of precedence: no such request, own request, credential too new, not waiting for that, too late.
     *
     * @param caller of the platform
     */
    public KeyDestructionOutcome approve(Caller caller, KeyDestructionId id) {
        return act(id, found -> {
            Instant now = now();
            if (found.requestedBy().equals(caller.actor().name())) {
                return refused(ProblemCode.APPROVAL_OWN_REQUEST);
            }
            if (isTooNew(caller, now)) {
                return refused(ProblemCode.APPROVAL_ACCOUNT_TOO_NEW);
            }
            if (found.state() != KeyDestructionState.REQUESTED) {
                return refused(ProblemCode.APPROVAL_NOT_OPEN);
            }
            if (isOverdue(found, now)) {
                return refused(ProblemCode.APPROVAL_EXPIRED);
            }
            Instant earliest = now.plus(WAIT);
            rows.approve(id, caller.actor().name(), now, earliest);
            audit.record(about(caller, "key_destruction.approve", found).with("earliest_at", earliest.toString()));
            return done(id);
        });
    }

    /**
     * Takes it back, which either of the two can until it is done. Refusals in order of precedence: no such request, neither of the two, over.
     *
     * @param caller of the platform
     */
    public KeyDestructionOutcome withdraw(Caller caller, KeyDestructionId id) {
        return act(id, found -> {
            if (!found.isOf(caller.actor().name())) {
                return refused(ProblemCode.APPROVAL_NOT_MAKER);
            }
            if (!found.state().isOpen()) {
                return refused(ProblemCode.APPROVAL_NOT_OPEN);
            }
            end(caller, found, KeyDestructionState.WITHDRAWN, "operator");
            return done(id);
        });
    }

    /** The request; the read is audited. */
    public Optional<KeyDestruction> find(Caller caller, KeyDestructionId id) {
        return transactions.in(TenantId.PLATFORM, () -> {
            Optional<KeyDestruction> found = rows.find(id);
            found.ifPresent(each -> audit.record(AuditEvent.read(caller, "key_destruction.read", id.toString())));
            return found;
        });
    }

    /** Requests, newest first; the read is audited as one event with the count. */
    public Page<KeyDestruction> list(Caller caller, Paging paging) {
        return transactions.in(TenantId.PLATFORM, () -> {
            List<KeyDestruction> found = rows.list(paging);
            Page<KeyDestruction> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            audit.record(AuditEvent.read(caller, "key_destruction.list", "key_destructions")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    private interface Act {
        KeyDestructionOutcome on(KeyDestruction locked);
    }

    private KeyDestructionOutcome act(KeyDestructionId id, Act act) {
        return transactions.in(
                TenantId.PLATFORM, () -> rows.lock(id).map(act::on).orElseGet(() -> refused(ProblemCode.NOT_FOUND)));
    }

    private void end(Caller caller, KeyDestruction found, KeyDestructionState state, String because) {
        rows.end(found.id(), state, caller.actor().name(), now());
        audit.record(about(caller, "key_destruction.withdraw", found).with("because", because));
    }

    private boolean isTooNew(Caller caller, Instant now) {
        return clients.find(caller, caller.actor().name())
                .map(Client::createdAt)
                .filter(Predicate.not(made -> now.isBefore(made.plus(COOLING))))
                .isEmpty();
    }

    private static boolean isOverdue(KeyDestruction found, Instant now) {
        return found.state() == KeyDestructionState.REQUESTED
                && !now.isBefore(found.requestedAt().plus(LIFE));
    }

    static AuditEvent about(Caller caller, String action, KeyDestruction destruction) {
        return AuditEvent.done(caller, action, destruction.id().toString())
                .with("tenant", destruction.tenant().publicId());
    }

    private KeyDestructionOutcome done(KeyDestructionId id) {
        return new KeyDestructionOutcome.Done(rows.find(id).orElseThrow());
    }

    private static KeyDestructionOutcome refused(ProblemCode reason) {
        return new KeyDestructionOutcome.Refused(reason);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
