package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.BreakGlassOutcome;
import io.flowlet.identity.BreakGlasses;
import io.flowlet.identity.NewBreakGlass;
import io.flowlet.identity.StaffRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * {@code staff.break_glass}: a role for some hours, in an emergency, for whoever asks. Two others agree; it is on when the second one does.
 * Thread-safe.
 */
@Component
public final class StaffBreakGlass implements ApprovalKind {
    private static final Scope MADE = new Scope("break_glass:write");
    private static final String NAME = "staff.break_glass";
    private static final String ROLES = "roles";
    private static final String ROLE = "role";
    private static final String MINUTES = "minutes";
    private static final int CHECKERS = 2;

    /** An emergency that nobody looked at for so long is none. */
    private static final Duration LIFE = Duration.ofHours(4);

    private static final ApprovalRule RULE =
            new ApprovalRule(NAME, Set.of(StaffRole.values()), false, Set.of(ADMIN, OFFICER), CHECKERS, LIFE);

    private final BreakGlasses breakGlasses;

    StaffBreakGlass(BreakGlasses breakGlasses) {
        this.breakGlasses = breakGlasses;
    }

    /**
     * The request that gives {@code account} one more role.
     *
     * @param minutes for how long, at least 1
     */
    public static NewApproval asking(Account account, StaffRole role, long minutes, String reason) {
        Change change = new Change(
                Map.of(ROLES, codes(account.roles().stream())),
                Map.of(ROLES, codes(Stream.concat(account.roles().stream(), Stream.of(role)))),
                Map.of(ROLE, role.code(), MINUTES, minutes));
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
    public Scope made() {
        return MADE;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        Map<String, ?> terms = approval.change().terms();
        StaffRole role =
                StaffRole.of((String) Objects.requireNonNull(terms.get(ROLE))).orElseThrow();
        long minutes = ((Number) Objects.requireNonNull(terms.get(MINUTES))).longValue();
        NewBreakGlass asked = new NewBreakGlass(
                Audience.STAFF.idOf(approval.subject()).orElseThrow(),
                role,
                Duration.ofMinutes(minutes),
                approval.id().value());
        return switch (breakGlasses.begin(checker, asked)) {
            case BreakGlassOutcome.Begun(var begun) -> new Applied.Done(begun.name());
            case BreakGlassOutcome.Refused(var reason) -> new Applied.Refused(reason);
        };
    }

    private static List<String> codes(Stream<StaffRole> roles) {
        return roles.map(StaffRole::code).distinct().sorted().toList();
    }
}
