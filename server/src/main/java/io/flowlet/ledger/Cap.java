package io.flowlet.ledger;

import io.flowlet.money.Money;

/**
 * Most that one account may be debited or credited in a day or a month (UTC, by booking), what is held for it included. The caller's policy
 * says how much; the ledger counts exactly and refuses in the posting itself, so that no race goes past it.
 *
 * @param most not negative, in the account's currency
 */
public record Cap(AccountNumber account, Side side, Window window, Money most) {
    /** Which movements count. */
    public enum Side {
        DEBIT,
        CREDIT
    }

    /** Over which time. */
    public enum Window {
        DAY,
        MONTH
    }
}
