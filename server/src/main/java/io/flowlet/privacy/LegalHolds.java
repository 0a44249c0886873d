package io.flowlet.privacy;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Applied;
import io.flowlet.approvals.Approvals;
import io.flowlet.approvals.NewApproval;
import io.flowlet.approvals.OpenOutcome;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.privacy.internal.LegalHoldRows;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Legal holds: while one stands nothing of its subscriber is destroyed, neither by an erasure nor by a schedule. For staff alone; a subscriber
 * never learns of one. One officer places a hold; where the tenant's changes wait for another person, lifting it does. Thread-safe.
 */
@Component
public final class LegalHolds {
    private final Transactions transactions;
    private final LegalHoldRows rows;
    private final HoldKeeping keeping;
    private final Approvals approvals;
    private final AuditLog audit;

    LegalHolds(
            Transactions transactions, LegalHoldRows rows, HoldKeeping keeping, Approvals approvals, AuditLog audit) {
        this.transactions = transactions;
        this.rows = rows;
        this.keeping = keeping;
        this.approvals = approvals;
        this.audit = audit;
    }

    /**
     * Places a hold, which works at once in every tenant: it only preserves. Several can stand for one subscriber. One whose data was erased can get one: it keeps what the law has kept so far.
     *
     * @param reason 1 to 2,000 characters, kept as ciphertext
     */
    public HoldOutcome place(Caller caller, SubscriberId subscriber, String reason) {
        return transactions.in(caller.tenant(), () -> keeping.place(caller, subscriber, reason));
    }

    /** Lifts a hold; what fell due meanwhile is destroyed by the next round of the retention job. */
    public HoldOutcome lift(Caller caller, LegalHoldId id, String reason) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            if (!approvals.isNeeded(tenant)) {
                return keeping.lift(caller, id);
            }
            Optional<LegalHold> found = rows.find(tenant, id);
            if (found.isEmpty()) {
                return new HoldOutcome.Refused(ProblemCode.NOT_FOUND);
            }
            return found.get().liftedAt() == null
                    ? ask(caller, HoldLifting.asking(found.get(), reason))
                    : new HoldOutcome.Refused(ProblemCode.LEGAL_HOLD_LIFTED);
        });
    }

    /** All of the tenant, newest first; the read is audited as one event with the count. */
    public Page<LegalHold> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<LegalHold> found = rows.list(caller.tenant(), paging);
            Page<LegalHold> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            audit.record(AuditEvent.read(caller, "legal_hold.list", "legal_holds")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    static Applied applied(HoldOutcome outcome) {
        return switch (outcome) {
            case HoldOutcome.Done(LegalHold hold) -> new Applied.Done(hold.id().toString());
            case HoldOutcome.Refused(ProblemCode reason) -> new Applied.Refused(reason);
            case HoldOutcome.Requested requested ->
                throw new IllegalStateException("what was agreed to is not asked for again");
        };
    }

    private HoldOutcome ask(Caller caller, NewApproval asked) {
        return switch (approvals.open(caller, asked)) {
            case OpenOutcome.Opened(var approval) -> new HoldOutcome.Requested(approval);
            case OpenOutcome.Refused(ProblemCode reason) -> new HoldOutcome.Refused(reason);
        };
    }
}
