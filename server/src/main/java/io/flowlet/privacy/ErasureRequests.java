package io.flowlet.privacy;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ids.Uuid7;
import io.flowlet.privacy.internal.RequestRows;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What subscribers ask for: the erasure of their data, which staff carries out within a month. The answer is the same whatever stands in the
 * way, so that it tells nothing of reviews, hits and holds. Thread-safe.
 */
@Component
public final class ErasureRequests {
    private final Transactions transactions;
    private final Subscribers subscribers;
    private final RequestRows rows;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    ErasureRequests(
            Transactions transactions,
            Subscribers subscribers,
            RequestRows rows,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.subscribers = subscribers;
        this.rows = rows;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What the calling subscriber asked for, now or before.
     *
     * @throws Refusal {@code subscriber_erased}; {@code not_found} if there is no such subscriber
     */
    public ErasureRequest ask(Caller caller, SubscriberId self) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            if (!subscribers.existsToWrite(tenant, self)) {
                throw Refusal.of(ProblemCode.NOT_FOUND);
            }
            Optional<ErasureRequest> before = rows.open(tenant, self);
            if (before.isPresent()) {
                return before.get();
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            ErasureRequest request = new ErasureRequest(
                    new ErasureRequestId(ids.next()),
                    self,
                    now,
                    now.atOffset(ZoneOffset.UTC).plusMonths(1).toInstant(),
                    null);
            if (!rows.insert(tenant, request)) {
                return rows.open(tenant, self).orElseThrow();
            }
            audit.record(
                    AuditEvent.done(caller, "erasure_request.make", request.id().toString())
                            .with("subscriber", self.toString())
                            .with("due_at", request.dueAt().toString()));
            return request;
        });
    }

    /** All of the tenant, newest first; the read is audited as one event with the count. */
    public Page<ErasureRequest> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<ErasureRequest> found = rows.list(caller.tenant(), paging);
            Page<ErasureRequest> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            audit.record(AuditEvent.read(caller, "erasure_request.list", "erasure_requests")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }
}
