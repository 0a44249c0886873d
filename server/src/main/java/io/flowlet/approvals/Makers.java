package io.flowlet.approvals;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Sessions;
import io.flowlet.identity.StaffStanding;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Who may make a request of some kind, and still stands for it when it is carried out; and what is known of who wants to judge it. Thread-safe. */
@Component
final class Makers {
    private final Accounts accounts;
    private final Clients clients;
    private final Sessions sessions;
    private final ApprovalSettings settings;

    Makers(Accounts accounts, Clients clients, Sessions sessions, ApprovalSettings settings) {
        this.sessions = sessions;
        this.settings = settings;
        this.accounts = accounts;
        this.clients = clients;
    }

    /** Why {@code caller} may not make one; empty if it may. */
    Optional<ProblemCode> refused(Caller caller, ApprovalRule rule) {
        if (caller.actor().kind() == ActorKind.CLIENT && rule.clientsMake()) {
            return Optional.empty();
        }
        return standing(caller)
                .map(standing -> CheckerRules.isNone(standing.roles(), rule.makers())
                        ? Optional.of(ProblemCode.APPROVAL_ROLE_NOT_ALLOWED)
                        : Optional.<ProblemCode>empty())
                .orElse(Optional.of(ProblemCode.AUDIENCE_NOT_ALLOWED));
    }

    /** Whether whoever made {@code approval} works, and could make it today. */
    boolean stands(Caller checker, Approval approval, ApprovalRule rule) {
        boolean person = accounts.standing(checker.tenant(), approval.maker())
                .filter(standing -> !CheckerRules.isNone(standing.roles(), rule.makers()))
                .isPresent();
        return person
                || (rule.clientsMake()
                        && clients.find(checker, approval.makerName())
                                .filter(client -> client.revokedAt() == null)
                                .isPresent());
    }

    /** Whether everybody who approved works, and could approve it today: what a stolen account said is worth nothing once that is seen. */
    boolean checkersStand(Caller last, Approval approval, ApprovalRule rule) {
        return approval.decisions().stream()
                .filter(decision -> decision.verdict() == Verdict.APPROVE)
                .allMatch(decision -> accounts.standing(last.tenant(), decision.decider())
                        .filter(standing -> !CheckerRules.isNone(standing.roles(), rule.checkers()))
                        .isPresent());
    }

    /**
     * Who wants to judge something.
     *
     * @param others public names of everybody and everything whom it concerns
     */
    CheckerRules.Person person(Checker checker, Set<String> others) {
        TenantId tenant = checker.caller().tenant();
        Actor actor = checker.caller().actor();
        Set<String> parties = new HashSet<>(others);
        parties.add(actor.name());
        return new CheckerRules.Person(
                actor.principal(),
                actor.name(),
                standing(checker.caller()).orElse(null),
                signedInAt(checker).orElse(null),
                accounts.sponsors(tenant, parties));
    }

    /** Whether the person behind {@code taker} signed in as shortly ago as a checker must. */
    boolean isFresh(Checker taker, Instant now) {
        return CheckerRules.isFresh(signedInAt(taker).orElse(null), new CheckerRules.Moment(now, settings.signInAge()));
    }

    private Optional<Instant> signedInAt(Checker checker) {
        return Optional.ofNullable(checker.session())
                .filter(session -> sessions.stands(checker.caller().tenant(), session))
                .map(session -> checker.authenticatedAt());
    }

    /** What the person behind {@code caller} is; empty if it is none of the staff's that works. */
    Optional<StaffStanding> standing(Caller caller) {
        return caller.actor().kind() == ActorKind.STAFF
                ? accounts.standing(caller.tenant(), caller.actor().principal())
                : Optional.empty();
    }
}
