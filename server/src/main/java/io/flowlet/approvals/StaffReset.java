package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.SecondFactors;
import io.flowlet.identity.Sponsorship;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * {@code staff.reset}: takes the lost second factor of a member of staff away. The password stays, so that neither of the two who want it comes in
 * with it; the person sets a new one up at the next sign-in, and decides nothing for a day. Thread-safe.
 */
@Component
public final class StaffReset implements ApprovalKind {
    private static final String NAME = "staff.reset";
    private static final String FACTORS = "second_factors";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(ADMIN, OFFICER));

    private final SecondFactors factors;

    StaffReset(SecondFactors factors) {
        this.factors = factors;
    }

    /** The request that takes away what {@code account} has. */
    public NewApproval asking(Account account, String reason) {
        Change change = new Change(Map.of(FACTORS, factors.count(account)), Map.of(FACTORS, 0), Map.of());
        return new NewApproval(NAME, account.name(), change, reason);
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return ANY_READER;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        var account = Audience.STAFF.idOf(approval.subject()).orElseThrow();
        return factors.reset(checker, account, approval.sponsorship(Sponsorship.Act.RESET))
                ? new Applied.Done(approval.subject())
                : new Applied.Refused(ProblemCode.NOT_FOUND);
    }
}
