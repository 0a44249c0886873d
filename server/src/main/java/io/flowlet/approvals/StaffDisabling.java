package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Account;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Audience;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** {@code staff.disable}: a member of staff who signs in no more. Thread-safe. */
@Component
public final class StaffDisabling implements ApprovalKind {
    private static final String NAME = "staff.disable";
    private static final String DISABLED = "disabled";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(ADMIN, OFFICER));

    private final Accounts accounts;

    StaffDisabling(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The request that ends {@code account}. */
    public static NewApproval asking(Account account, String reason) {
        Change change = new Change(Map.of(DISABLED, false), Map.of(DISABLED, true), Map.of());
        return new NewApproval(NAME, account.name(), change, reason);
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        var account = Audience.STAFF.idOf(approval.subject()).orElseThrow();
        return accounts.disable(checker, account)
                ? new Applied.Done(approval.subject())
                : new Applied.Refused(ProblemCode.NOT_FOUND);
    }
}
