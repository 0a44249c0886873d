package io.flowlet.approvals;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.internal.ApprovalRows;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ProblemCode;
import io.flowlet.tenants.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Gives the maker of an applied request what it made, once and within a day: whoever agreed never sees it, and it is stored nowhere.
 * Thread-safe.
 */
@Component
public final class Handovers {
    /** How long after the approval. */
    static final Duration LIFE = Duration.ofHours(24);

    private final Map<String, HandsOver> kinds;
    private final ApprovalRows rows;
    private final Closing closing;
    private final Makers makers;
    private final Judging judging;
    private final Transactions transactions;
    private final AuditLog audit;

    Handovers(
            List<HandsOver> kinds,
            ApprovalRows rows,
            Closing closing,
            Makers makers,
            Judging judging,
            Transactions transactions,
            AuditLog audit) {
        this.kinds = kinds.stream()
                .collect(Collectors.toUnmodifiableMap(kind -> kind.rule().kind(), Function.identity()));
        this.rows = rows;
        this.closing = closing;
        this.makers = makers;
        this.judging = judging;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Takes it, for a maker who signed in just now; of two at once one gets it. Joins the open transaction of the caller's tenant. */
    public HandoverOutcome take(Checker taker, ApprovalId id) {
        Caller caller = taker.caller();
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Optional<Approval> found = rows.lock(tenant, id);
            if (found.isEmpty()) {
                return new HandoverOutcome.Refused(ProblemCode.NOT_FOUND);
            }
            Approval approval = found.get();
            if (!approval.maker().equals(caller.actor().principal())) {
                return new HandoverOutcome.Refused(ProblemCode.APPROVAL_NOT_MAKER);
            }
            if (!makers.isFresh(taker, closing.now())) {
                return new HandoverOutcome.Refused(ProblemCode.SIGN_IN_TOO_OLD);
            }
            HandsOver hands = kinds.get(approval.kind());
            if (hands != null
                    && !makers.stands(
                            caller,
                            approval,
                            judging.judged(tenant, hands, approval).rule())) {
                return new HandoverOutcome.Refused(ProblemCode.APPROVAL_MAKER_GONE);
            }
            return Optional.ofNullable(hands)
                    .filter(kind -> isApplied(approval) && rows.handOver(tenant, id, closing.now()))
                    .flatMap(kind -> kind.handOver(caller, approval))
                    .<HandoverOutcome>map(handed -> handedOver(caller, approval, handed))
                    .orElseGet(() -> new HandoverOutcome.Refused(ProblemCode.APPROVAL_NOTHING_TO_HAND_OVER));
        });
    }

    private HandoverOutcome handedOver(Caller caller, Approval approval, HandsOver.Handed handed) {
        audit.record(Closing.about(
                AuditEvent.done(caller, "approval.hand_over", approval.id().toString()), approval));
        return new HandoverOutcome.HandedOver(approval, handed);
    }

    private boolean isApplied(Approval approval) {
        return approval.state() == ApprovalState.APPLIED
                && approval.closedAt() != null
                && closing.now().isBefore(approval.closedAt().plus(LIFE));
    }
}
