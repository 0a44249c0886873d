package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountStatus;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.NormalSide;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as the API shows it; amounts stand on its normal side.
 *
 * @param version of the newest entry that the balance includes; 0 for none
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
        @Nullable Money minBalance,
        @Nullable Money maxBalance,
        long version,
        Instant openedAt) {

    static AccountView of(LedgerAccount account) {
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
                account.shown(),
                shown(account, credit ? bounds.floor() : bounds.ceiling()),
                shown(account, credit ? bounds.ceiling() : bounds.floor()),
                account.balance().version(),
                account.openedAt());
    }

    private static @Nullable Money shown(LedgerAccount account, @Nullable Long limit) {
        return limit == null
                ? null
                : new Money(account.currency(), account.normalSide().shown(limit));
    }
}
