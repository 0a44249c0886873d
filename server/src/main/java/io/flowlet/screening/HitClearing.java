package io.flowlet.screening;

import static io.flowlet.identity.StaffRole.ANALYST;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.approvals.Applied;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalKind;
import io.flowlet.approvals.ApprovalRule;
import io.flowlet.approvals.Change;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.ProblemCode;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * {@code screening_hit.clear}: that a strong hit is somebody else, said by one and agreed to by an officer. Holds on what both saw: a hit that was
 * renewed since is looked at anew. Thread-safe.
 */
@Component
final class HitClearing implements ApprovalKind {
    private static final String NAME = "screening_hit.clear";
    private static final Scope TOLD = new Scope("screening:decide");
    private static final String STATUS = "status";
    private static final String REVISION = "revision";
    private static final ApprovalRule RULE =
            new ApprovalRule(NAME, Set.of(ANALYST, OFFICER), true, Set.of(OFFICER), 1, ApprovalRule.USUAL_LIFE);

    /** Asked for when it is needed: it asks for approvals itself. */
    private final ObjectProvider<ScreeningHits> hits;

    HitClearing(ObjectProvider<ScreeningHits> hits) {
        this.hits = hits;
    }

    /**
     * The request that clears {@code hit}. Who is on the list and who is not stands in the hit alone, which goes with its subject's key.
     *
     * @param revision of the hit as it was seen
     */
    static NewApproval asking(ScreeningHit hit, int revision, StrongHits.Rule rule, String reason) {
        Finding finding = hit.finding();
        Change change = new Change(
                Map.of(STATUS, HitStatus.OPEN.code()),
                Map.of(STATUS, HitStatus.CLEARED.code()),
                Map.of(
                        REVISION,
                        revision,
                        "list",
                        finding.entry().list().code(),
                        "entry_hash",
                        finding.entryHash(),
                        "score",
                        finding.score(),
                        "evidence",
                        finding.evidence().code(),
                        "screening_version",
                        rule.version()));
        return new NewApproval(NAME, hit.id().toString(), change, reason);
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
        int revision =
                ((Number) Objects.requireNonNull(approval.change().terms().get(REVISION))).intValue();
        var agreed = new ScreeningHits.Agreed(HitId.of(approval.subject()), revision, approval);
        return switch (hits.getObject().clear(checker, agreed)) {
            case DecisionOutcome.Decided decided -> new Applied.Done(approval.subject());
            case DecisionOutcome.Asked none -> throw new IllegalStateException("what was agreed to asks nobody");
            case DecisionOutcome.DecidedAlready already -> new Applied.Refused(ProblemCode.HIT_DECIDED);
            case DecisionOutcome.Renewed renewed -> new Applied.Refused(ProblemCode.PRECONDITION_FAILED);
            case DecisionOutcome.Unknown unknown -> new Applied.Refused(ProblemCode.NOT_FOUND);
        };
    }
}
