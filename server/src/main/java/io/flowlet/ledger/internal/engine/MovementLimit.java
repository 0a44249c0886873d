package io.flowlet.ledger.internal.engine;

/**
 * Most that one account may be debited or credited in a day or a month, what is held for it included.
 *
 * @param mostMinor minor units of the account's currency, {@code >= 0}
 */
public record MovementLimit(long account, Side side, Window window, long mostMinor) {
    public MovementLimit {
        if (mostMinor < 0) {
            throw new IllegalArgumentException("a limit is not negative: " + mostMinor);
        }
    }

    /** Which movements count. */
    public enum Side {
        DEBIT,
        CREDIT
    }

    /** Over which time, UTC, by booking. */
    public enum Window {
        DAY,
        MONTH
    }
}
