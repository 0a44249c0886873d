package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Account;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Audience;
import io.flowlet.identity.RoleChange;
import io.flowlet.identity.RoleTable;
import io.flowlet.identity.Sponsorship;
import io.flowlet.identity.StaffRole;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** {@code staff.roles}: other roles for a member of staff, whose sessions end with it. Thread-safe. */
@Component
public final class StaffRoles implements ApprovalKind {
    private static final String NAME = "staff.roles";
    private static final String ROLES = "roles";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(ADMIN, OFFICER));

    private final Accounts accounts;

    StaffRoles(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The request that gives {@code account} these roles instead of those that it has. */
    public static NewApproval asking(Account account, Set<StaffRole> roles, String reason) {
        Change change = new Change(Map.of(ROLES, codes(account.roles())), Map.of(ROLES, codes(roles)), Map.of());
        return new NewApproval(NAME, account.name(), change, reason);
    }

    /**
     * Why {@code account} does not get {@code roles}, whoever agrees; empty if it may. Nobody who looks at roles sees whose account it is: one that
     * a single credential brought could be anybody's, and would pass for a second person.
     */
    public Optional<ProblemCode> refused(Account account, Set<StaffRole> roles) {
        if (RoleTable.conflict(roles).isPresent()) {
            return Optional.of(ProblemCode.ROLES_EXCLUDE_EACH_OTHER);
        }
        boolean checksFromNowOn = roles.stream()
                .anyMatch(role -> role.isChecker() && !account.roles().contains(role));
        return checksFromNowOn
                        && !accounts.sponsors(account.tenant(), Set.of(account.name()))
                                .isVouchedFor(account.name())
                ? Optional.of(ProblemCode.APPROVAL_ACCOUNT_NOT_VOUCHED_FOR)
                : Optional.empty();
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
        List<?> codes =
                (List<?>) Objects.requireNonNull(approval.change().after().get(ROLES));
        Set<StaffRole> roles = codes.stream()
                .map(code -> StaffRole.of((String) code).orElseThrow())
                .collect(Collectors.toSet());
        var account = Audience.STAFF.idOf(approval.subject()).orElseThrow();
        Optional<ProblemCode> refused = accounts.find(checker, account).flatMap(known -> refused(known, roles));
        if (refused.isPresent()) {
            return new Applied.Refused(refused.get());
        }
        return switch (accounts.changeRoles(checker, account, roles, approval.sponsorship(Sponsorship.Act.ROLES))) {
            case RoleChange.Changed(Account changed) -> new Applied.Done(changed.name());
            case RoleChange.NoSuchStaff() -> new Applied.Refused(ProblemCode.NOT_FOUND);
            case RoleChange.Forbidden(var pair) -> new Applied.Refused(ProblemCode.ROLES_EXCLUDE_EACH_OTHER);
        };
    }

    private static List<String> codes(Set<StaffRole> roles) {
        return roles.stream().map(StaffRole::code).sorted().toList();
    }
}
