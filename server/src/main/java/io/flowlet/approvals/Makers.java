package io.flowlet.approvals;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Clients;
import io.flowlet.identity.StaffStanding;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who may make a request of some kind, and still stands for it when it is carried out. Thread-safe. */
@Component
final class Makers {
    private final Accounts accounts;
    private final Clients clients;

    Makers(Accounts accounts, Clients clients) {
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

    /** What the person behind {@code caller} is; empty if it is none of the staff's that works. */
    Optional<StaffStanding> standing(Caller caller) {
        return caller.actor().kind() == ActorKind.STAFF
                ? accounts.standing(caller.tenant(), caller.actor().principal())
                : Optional.empty();
    }
}
