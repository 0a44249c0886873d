package io.flowlet.privacy;

import static io.flowlet.identity.StaffRole.ANALYST;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.Scope;
import io.flowlet.approvals.Applied;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalKind;
import io.flowlet.approvals.ApprovalRule;
import io.flowlet.approvals.Change;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.ProblemCode;
import io.flowlet.privacy.internal.ErasureRows;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** {@code subscriber.erase}: an erasure that waits for an officer. Thread-safe. */
@Component
final class SubscriberErasing implements ApprovalKind {
    private static final String NAME = "subscriber.erase";
    private static final ApprovalRule RULE =
            new ApprovalRule(NAME, Set.of(ANALYST, OFFICER), true, Set.of(OFFICER), 1, Duration.ofDays(30));
    private static final Scope TOLD = new Scope("privacy:read");

    private final Subscribers subscribers;
    private final Obstacles obstacles;
    private final ErasureRows rows;
    /** Asked for when it is needed: it obeys a policy, and policies wait for approvals. */
    private final ObjectProvider<Eraser> eraser;

    SubscriberErasing(Subscribers subscribers, Obstacles obstacles, ErasureRows rows, ObjectProvider<Eraser> eraser) {
        this.subscribers = subscribers;
        this.obstacles = obstacles;
        this.rows = rows;
        this.eraser = eraser;
    }

    /** The request that erases {@code subscriber}: a checker sees what goes at once and how long the rest stays. */
    static NewApproval asking(SubscriberId subscriber, Retention retention, String reason) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        retention.rules().stream()
                .filter(rule -> rule.purpose() != Purpose.REPORT_RECORD)
                .forEach(rule -> kept.put(rule.purpose().code(), rule.monthsAfterEnd()));
        Change change = new Change(Map.of("erased", false), Map.of("erased", true), Map.of("months_kept", kept));
        return new NewApproval(NAME, subscriber.toString(), change, reason);
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
        SubscriberId subscriber = SubscriberId.of(approval.subject());
        if (!subscribers.lock(checker.tenant(), subscriber)) {
            return new Applied.Refused(ProblemCode.NOT_FOUND);
        }
        if (rows.find(checker.tenant(), subscriber).isPresent()) {
            return new Applied.Refused(ProblemCode.SUBSCRIBER_ERASED);
        }
        if (!obstacles.of(checker.tenant(), subscriber).isEmpty()) {
            return new Applied.Refused(ProblemCode.ERASURE_BLOCKED);
        }
        return new Applied.Done(eraser.getObject()
                .carryOut(checker, subscriber, approval.reason())
                .id()
                .toString());
    }
}
