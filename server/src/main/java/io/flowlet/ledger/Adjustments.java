package io.flowlet.ledger;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.AskedPerson;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Corrections of the books by hand, between any accounts: always asked for and agreed to by others, in test tenants as well. Thread-safe.
 *
 * <p>Refusals in order of precedence: {@code not_found} (an account), {@code same_account}, {@code currency_mismatch}, {@code account_closed}, then
 * those of {@link io.flowlet.approvals.OpenOutcome}. Whatever else the ledger refuses ends the request when it is carried out.
 */
@Component
public final class Adjustments {
    private final Ledger ledger;
    private final AskedPerson person;
    private final Transactions transactions;
    private final Uuid7 ids;

    Adjustments(Ledger ledger, AskedPerson person, Transactions transactions, Uuid7 ids) {
        this.ledger = ledger;
        this.person = person;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * Asks for one, in the open transaction of the caller's tenant; the answer is the request.
     *
     * @throws Refusal as above
     */
    public StoredAnswer ask(Caller caller, AskAdjustment asked) {
        return transactions.in(caller.tenant(), () -> {
            Set<AccountId> named = asked.legs().stream()
                    .flatMap(leg -> Stream.of(leg.debit(), leg.credit()))
                    .collect(Collectors.toSet());
            Map<AccountId, LedgerAccount> accounts = ledger.accounts(caller.tenant(), named).stream()
                    .collect(Collectors.toMap(LedgerAccount::id, Function.identity()));
            for (int i = 0; i < asked.legs().size(); i++) {
                require(asked.legs().get(i), accounts, "/legs/" + i);
            }
            return person.ask(caller, LedgerAdjusting.asking(ids.next(), asked, accounts.values()));
        });
    }

    private static void require(ProgramCommand.Leg leg, Map<AccountId, LedgerAccount> accounts, String place) {
        LedgerAccount debit = accounts.get(leg.debit());
        LedgerAccount credit = accounts.get(leg.credit());
        if (debit == null || credit == null) {
            throw refusal(ProblemCode.NOT_FOUND, place);
        }
        if (leg.debit().equals(leg.credit())) {
            throw refusal(ProblemCode.SAME_ACCOUNT, place);
        }
        if (!debit.currency().equals(leg.amount().currency())
                || !credit.currency().equals(leg.amount().currency())) {
            throw refusal(ProblemCode.CURRENCY_MISMATCH, place);
        }
        if (debit.status() == AccountStatus.CLOSED || credit.status() == AccountStatus.CLOSED) {
            throw refusal(ProblemCode.ACCOUNT_CLOSED, place);
        }
    }

    private static Refusal refusal(ProblemCode reason, String place) {
        return Refusal.of(reason, List.of(new FieldFault(place, reason.code(), reason.detail())));
    }
}
