package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountStatus;
import io.flowlet.ledger.Balance;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.NormalSide;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as the API shows it; balances and limits stand on its normal side.
 *
 * @param available the balance less what holds will take from it; null by value date
 * @param pendingDebits what holds will debit, not negative; null by value date, since holds have none
 * @param pendingCredits what holds will credit, not negative; null by value date
 * @param version of the newest entry that the balance includes; 0 for none and by value date
 * @param revision counts changes of status and limits
 */
record AccountView(
        AccountId id,
        String name,
        AccountKind kind,
        NormalSide normalSide,
        Currency currency,
        String glCode,
        AccountStatus status,
        Money balance,
        @Nullable Money available,
        @Nullable Money pendingDebits,
        @Nullable Money pendingCredits,
        @Nullable Money minBalance,
        @Nullable Money maxBalance,
        long version,
        long revision,
        Instant openedAt) {

    static AccountView of(LedgerAccount account) {
        return at(account, account.balance());
    }

    /** With the balance of another moment. */
    static AccountView at(LedgerAccount account, Balance balance) {
        boolean credit = account.normalSide() == NormalSide.CREDIT;
        long available = credit
                ? saturated(balance.posted().minor(), -balance.heldOut().minor())
                : saturated(balance.posted().minor(), balance.heldIn().minor());
        return view(account, balance.posted(), new Pending(available, balance), balance.version());
    }

    /** Balance and held amount are exact, each for itself; their sum may lie beyond what an amount can tell, and then tells the limit. */
    private static long saturated(long posted, long held) {
        long sum = posted + held;
        boolean beyond = ((posted ^ sum) & (held ^ sum)) < 0 || sum == Long.MIN_VALUE;
        return beyond ? Long.signum(posted) * Long.MAX_VALUE : sum;
    }

    /** With the balance by value date of another moment. */
    static AccountView by(LedgerAccount account, Money balance) {
        return view(account, balance, null, 0);
    }

    private record Pending(long available, Balance balance) {}

    private static AccountView view(LedgerAccount account, Money balance, @Nullable Pending pending, long version) {
        OpenAccount.Bounds bounds = account.bounds();
        boolean credit = account.normalSide() == NormalSide.CREDIT;
        return new AccountView(
                account.id(),
                account.name(),
                account.kind(),
                account.normalSide(),
                account.currency(),
                account.glCode(),
                account.status(),
                money(account, balance.minor()),
                pending == null ? null : money(account, pending.available()),
                pending == null ? null : pending.balance().heldOut(),
                pending == null ? null : pending.balance().heldIn(),
                shown(account, credit ? bounds.floor() : bounds.ceiling()),
                shown(account, credit ? bounds.ceiling() : bounds.floor()),
                version,
                account.revision(),
                account.openedAt());
    }

    private static Money money(LedgerAccount account, long minor) {
        return new Money(account.currency(), account.normalSide().shown(minor));
    }

    private static @Nullable Money shown(LedgerAccount account, @Nullable Long limit) {
        return limit == null ? null : money(account, limit);
    }
}
