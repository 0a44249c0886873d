package io.flowlet.approvals;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.http.Answers;
import io.flowlet.http.Refusal;
import io.flowlet.http.StoredAnswer;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.SecondPerson;
import io.flowlet.identity.StaffRole;
import io.flowlet.ids.Uuid7;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Asks by opening a request, and turns what came of that into an answer. Thread-safe. */
@Component
public final class AskedPerson implements SecondPerson {
    private final Approvals approvals;
    private final Answers answers;
    private final Uuid7 ids;

    AskedPerson(Approvals approvals, Answers answers, Uuid7 ids) {
        this.approvals = approvals;
        this.answers = answers;
        this.ids = ids;
    }

    @Override
    public boolean isNeeded(TenantId tenant) {
        return approvals.isNeeded(tenant);
    }

    @Override
    public StoredAnswer askToInvite(Caller caller, String email, Set<StaffRole> roles, String reason) {
        return ask(caller, StaffInvite.asking(ids.next(), email, roles, reason));
    }

    @Override
    public StoredAnswer askToRegister(Caller caller, NewClient client, String reason) {
        return ask(caller, ClientSignIn.asking(ids.next(), client, reason));
    }

    /**
     * 202 with the request.
     *
     * @throws Refusal as {@link OpenOutcome.Refused} says
     */
    public StoredAnswer ask(Caller caller, NewApproval asked) {
        return switch (approvals.open(caller, asked)) {
            case OpenOutcome.Opened(var approval) -> answers.accepted(ApprovalView.whole(approval));
            case OpenOutcome.Refused(var reason) -> throw Refusal.of(reason);
        };
    }
}
