package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.RoleTable;
import io.flowlet.identity.Sponsorship;
import io.flowlet.identity.StaffInvitation;
import io.flowlet.identity.StaffInvitations;
import io.flowlet.identity.StaffRole;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * {@code staff.invite}: a member of a live tenant's staff, whom no person invites alone, whatever the roles. The checker sees whom, the maker gets
 * the link and whoever approves last the code: nobody holds what opens the account. Thread-safe.
 */
@Component
public final class StaffInvite implements HandsOver {
    private static final String NAME = "staff.invite";
    private static final String EMAIL = "email";
    private static final String ROLES = "roles";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(ADMIN, OFFICER));
    private static final Scope TOLD = new Scope("approvals:decide");

    private final StaffInvitations invitations;
    private final Accounts accounts;

    StaffInvite(StaffInvitations invitations, Accounts accounts) {
        this.invitations = invitations;
        this.accounts = accounts;
    }

    /** @param id of the invitation that there will be: an address is personal data and stands in no request's subject */
    static NewApproval asking(UUID id, String email, Set<StaffRole> roles, String reason) {
        List<String> codes = roles.stream().map(StaffRole::code).sorted().toList();
        Change change = new Change(Map.of(), Map.of(EMAIL, email, ROLES, codes), Map.of());
        return new NewApproval(NAME, StaffInvitation.nameOf(id), change, reason);
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
        Map<String, ?> asked = approval.change().after();
        List<?> codes = (List<?>) Objects.requireNonNull(asked.get(ROLES));
        Set<StaffRole> roles =
                StaffRole.named(codes.stream().map(String.class::cast).toList());
        if (RoleTable.conflict(roles).isPresent()) {
            return new Applied.Refused(ProblemCode.ROLES_EXCLUDE_EACH_OTHER);
        }
        String email = (String) Objects.requireNonNull(asked.get(EMAIL));
        if (accounts.isStaffAddressTaken(checker.tenant(), email)) {
            return new Applied.Refused(ProblemCode.STAFF_ADDRESS_TAKEN);
        }
        StaffInvitations.Prepared agreed = invitations.prepare(
                checker,
                StaffInvitation.idOf(approval.subject()).orElseThrow(),
                new StaffInvitations.Invited(email, roles),
                approval.sponsorship(Sponsorship.Act.CREATED));
        return new Applied.Done(agreed.invitation().publicId(), agreed.code());
    }

    @Override
    public Optional<Handed> handOver(Caller maker, Approval applied) {
        return StaffInvitation.idOf(applied.subject())
                .flatMap(id -> invitations.link(maker, id))
                .map(sent ->
                        new Handed(sent.link().toString(), sent.invitation().expiresAt()));
    }
}
