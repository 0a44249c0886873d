package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Account;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Clients;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * {@code staff.disable}: a member of staff who signs in no more. The clients that the person made end with it, since the person may know their
 * secrets, unless the request says that they stay. Thread-safe.
 */
@Component
public final class StaffDisabling implements ApprovalKind {
    private static final String NAME = "staff.disable";
    private static final String DISABLED = "disabled";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(ADMIN, OFFICER));

    private static final String CLIENTS = "clients";
    private static final String CLIENTS_STAY = "clients_stay";

    private final Accounts accounts;
    private final Clients clients;

    StaffDisabling(Accounts accounts, Clients clients) {
        this.accounts = accounts;
        this.clients = clients;
    }

    /**
     * The request that ends {@code account}.
     *
     * @param clientsStay whether the clients that it made go on working
     */
    public NewApproval asking(Account account, boolean clientsStay, String reason) {
        List<String> made = clients.madeBy(account.tenant(), account.name());
        Change change = new Change(
                Map.of(DISABLED, false), Map.of(DISABLED, true), Map.of(CLIENTS, made, CLIENTS_STAY, clientsStay));
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
        if (!accounts.disable(checker, account)) {
            return new Applied.Refused(ProblemCode.NOT_FOUND);
        }
        // those, too, that were made since; of requests from before anything was said about clients none
        if (Boolean.FALSE.equals(approval.change().terms().get(CLIENTS_STAY))) {
            clients.madeBy(checker.tenant(), approval.subject())
                    .forEach(client -> clients.revokeUnlessLastForStaff(client, checker));
        }
        return new Applied.Done(approval.subject());
    }
}
