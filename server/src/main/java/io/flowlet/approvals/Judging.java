package io.flowlet.approvals;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The rule that a request is judged by: the kind's own, raised by the tenant's policy. A request is judged by the rule that it was made under,
 * raised by the one that is in force now. Thread-safe.
 */
@Component
final class Judging {
    private final TenantRules tenantRules;

    Judging(TenantRules tenantRules) {
        this.tenantRules = tenantRules;
    }

    /** A request as it stands now, and by which rule; of its checkers' roles those that {@link Bar} says. */
    record Judged(Approval approval, ApprovalRule rule) {}

    /** What is asked for of such a request today. */
    ApprovalRule rule(TenantId tenant, ApprovalKind kind, String subject, Change change) {
        ApprovalRule own = kind.rule().atLeast(kind.fewest(tenant, subject, change));
        return inForce(tenant, kind)
                .map(asked -> own.raisedBy(asked, kind instanceof MovesMoney money ? money.amounts(change) : List.of()))
                .orElse(own);
    }

    private Optional<TenantRule> inForce(TenantId tenant, ApprovalKind kind) {
        return tenantRules
                .inForce(tenant)
                .flatMap(policy -> policy.of(kind.rule().kind()));
    }

    /** The bar of a new request. */
    Bar bar(TenantId tenant, ApprovalRule rule, boolean madeByPerson, Instant now) {
        return new Bar(rule.checkers(), rule.needed(madeByPerson), now.plus(rule.life()), version(tenant));
    }

    /** The version of the tenant's policy that is in force; 0 for none. */
    int version(TenantId tenant) {
        return tenantRules.inForce(tenant).map(TenantRules.InForce::version).orElse(0);
    }

    /** {@code approval} by what is asked for today as well; one that has ended stays as it was judged. */
    Judged judged(TenantId tenant, ApprovalKind kind, Approval approval) {
        ApprovalRule rule = rule(tenant, kind, approval.subject(), approval.change());
        if (approval.state() != ApprovalState.OPEN) {
            return new Judged(approval, rule);
        }
        boolean person = Audience.STAFF.idOf(approval.makerName()).isPresent();
        Approval raised = approval.under(approval.bar().raisedBy(rule, person, approval.openedAt()));
        return new Judged(raised, rule.checkedBy(raised.bar().roles()));
    }
}
