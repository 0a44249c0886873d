package io.flowlet.privacy;

import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.approvals.Applied;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalKind;
import io.flowlet.approvals.ApprovalRule;
import io.flowlet.approvals.Change;
import io.flowlet.approvals.NewApproval;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** {@code legal_hold.lift}: the end of a legal hold that waits for another officer. Thread-safe. */
@Component
final class HoldLifting implements ApprovalKind {
    private static final String NAME = "legal_hold.lift";
    private static final ApprovalRule RULE =
            new ApprovalRule(NAME, Set.of(OFFICER), false, Set.of(OFFICER), 1, Duration.ofDays(7));
    private static final Scope TOLD = new Scope("privacy:hold");

    private final HoldKeeping keeping;

    HoldLifting(HoldKeeping keeping) {
        this.keeping = keeping;
    }

    /** The request that lifts {@code hold}. */
    static NewApproval asking(LegalHold hold, String reason) {
        Change change = new Change(
                Map.of("legal_hold", true),
                Map.of("legal_hold", false),
                Map.of("subscriber", hold.subscriber().toString()));
        return new NewApproval(NAME, hold.id().toString(), change, reason);
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return TOLD;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        return LegalHolds.applied(keeping.lift(checker, LegalHoldId.of(approval.subject())));
    }
}
