package io.flowlet.approvals;

import io.flowlet.identity.StaffRole;
import java.time.Instant;
import java.util.Set;

/**
 * What a request has to pass. It only ever rises: a policy that asks for less by now changes nothing for it, one that asks for more does.
 *
 * @param roles of whoever may decide; empty for those that the kind's own rule names
 * @param checkers how many persons must approve
 * @param expiresAt nobody decides from then on
 * @param policyVersion of the tenant's policy {@code approvals} that the request was made under; 0 for none
 */
public record Bar(Set<StaffRole> roles, int checkers, Instant expiresAt, int policyVersion) {
    public Bar {
        roles = Set.copyOf(roles);
    }

    /** As a request made at {@code openedAt} has to pass it under {@code rule} as well. */
    Bar raisedBy(ApprovalRule rule, boolean madeByPerson, Instant openedAt) {
        Instant end = openedAt.plus(rule.life());
        return new Bar(
                roles.isEmpty() ? rule.checkers() : ApprovalRule.narrowed(rule.checkers(), roles),
                Math.max(checkers, rule.needed(madeByPerson)),
                end.isBefore(expiresAt) ? end : expiresAt,
                policyVersion);
    }
}
