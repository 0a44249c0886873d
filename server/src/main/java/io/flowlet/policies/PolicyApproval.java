package io.flowlet.policies;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Applied;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalKind;
import io.flowlet.approvals.ApprovalRule;
import io.flowlet.approvals.Change;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.ProblemCode;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code policy.publish}: a version that another person agreed to. Thread-safe. */
@Component
final class PolicyApproval implements ApprovalKind {
    private static final String NAME = "policy.publish";
    private static final ApprovalRule RULE =
            new ApprovalRule(NAME, Set.of(ADMIN), true, Set.of(ADMIN, OFFICER), 1, ApprovalRule.USUAL_LIFE);
    private static final Scope TOLD = new Scope("policies:read");

    private static final String BASED_ON = "based_on";
    private static final String AGAINST = "against";
    private static final String IN_FORCE = "in_force";
    private static final String EFFECTIVE_AT = "effective_at";
    private static final String ROLLBACK_TO = "rollback_to";
    private static final String REPLACES_SCHEDULED = "replaces_scheduled";

    private final Publishing publishing;
    private final ApprovalsPolicy approvalsPolicy;
    private final Clock clock;

    PolicyApproval(Publishing publishing, ApprovalsPolicy approvalsPolicy, Clock clock) {
        this.publishing = publishing;
        this.approvalsPolicy = approvalsPolicy;
        this.clock = clock;
    }

    /**
     * The versions that a proposal is seen with; null in a tenant from before there was such a policy.
     *
     * @param replaced the one that would be in force at its time without it: what the checker compares with
     * @param inForce the one in force now
     */
    record Seen(@Nullable PolicyVersion replaced, @Nullable PolicyVersion inForce) {
        Map<String, @Nullable Object> before() {
            return replaced == null ? Map.of() : replaced.members();
        }

        private static int number(@Nullable PolicyVersion version) {
            return version == null ? 0 : version.version();
        }
    }

    /** The request for {@code proposal}, which would say {@code members}. */
    static NewApproval asking(ProposePolicy proposal, Seen seen, Map<String, @Nullable Object> members) {
        Map<String, @Nullable Object> terms = new HashMap<>();
        terms.put(BASED_ON, proposal.basedOn());
        terms.put(AGAINST, Seen.number(seen.replaced()));
        terms.put(IN_FORCE, Seen.number(seen.inForce()));
        terms.put(EFFECTIVE_AT, Objects.toString(proposal.effectiveAt(), null));
        terms.put(ROLLBACK_TO, proposal.content() instanceof ProposePolicy.Content.Of(int version) ? version : null);
        terms.put(REPLACES_SCHEDULED, proposal.replacesScheduled());
        return new NewApproval(
                NAME,
                proposal.name(),
                new Change(seen.before(), members, terms),
                Objects.requireNonNull(proposal.reason()));
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return TOLD;
    }

    /** Nobody lowers the bar with fewer people than it asks for: neither that of then, nor one that came into force while this waits. */
    @Override
    public int fewest(TenantId tenant, String subject, Change change) {
        return subject.equals(ApprovalsPolicy.NAME)
                ? Math.max(
                        approvalsPolicy.fewest(change.before(), change.after()),
                        approvalsPolicy.fewest(approvalsPolicy.said(tenant), change.after()))
                : 1;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        Map<String, @Nullable Object> terms = approval.change().terms();
        ProposePolicy proposal = new ProposePolicy(
                approval.subject(),
                ((Number) Objects.requireNonNull(terms.get(BASED_ON))).intValue(),
                new ProposePolicy.Content.Body(approval.change().after()),
                effectiveAt(terms),
                Boolean.TRUE.equals(terms.get(REPLACES_SCHEDULED)),
                null);
        return switch (publishing.publish(new Publishing.Author(checker, approval), proposal)) {
            case PublishOutcome.Published(PolicyVersion version) -> new Applied.Done("version " + version.version());
            case PublishOutcome.UnknownPolicy() -> new Applied.Refused(ProblemCode.NOT_FOUND);
            case PublishOutcome.Changed() -> new Applied.Refused(ProblemCode.POLICY_CHANGED);
            case PublishOutcome.Refused(var faults) -> new Applied.Refused(ProblemCode.POLICY_REFUSED);
        };
    }

    /** Null for now: also when the moment that was wished for passed while nobody had agreed. */
    private @Nullable Instant effectiveAt(Map<String, @Nullable Object> terms) {
        if (terms.get(EFFECTIVE_AT) instanceof String text) {
            Instant wished = Instant.parse(text);
            return wished.isBefore(clock.instant()) ? null : wished;
        }
        return null;
    }
}
