package io.flowlet.ledger;

import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Instant;

/**
 * An account and its balance at one moment.
 *
 * @param balance as of the read; in an open transaction it may be outdated as soon as it is returned
 * @param revision counts changes of status and bounds, from 0
 */
public record LedgerAccount(
        AccountNumber number,
        AccountId id,
        AccountOwner owner,
        AccountKind kind,
        NormalSide normalSide,
        AccountStatus status,
        String glCode,
        String name,
        Balance balance,
        OpenAccount.Bounds bounds,
        long revision,
        Instant openedAt) {

    public Currency currency() {
        return balance.posted().currency();
    }

    /** The balance as a person reads it, on the account's normal side. */
    public Money shown() {
        return new Money(currency(), normalSide.shown(balance.posted().minor()));
    }
}
