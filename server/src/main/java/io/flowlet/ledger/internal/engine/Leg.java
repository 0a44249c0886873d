package io.flowlet.ledger.internal.engine;

/**
 * One movement of one amount from one account to another: both sides at once, so a leg balances by construction.
 *
 * @param amountMinor minor units, {@code > 0}
 * @param currency ISO 4217 number
 */
public record Leg(long debitAccount, long creditAccount, long amountMinor, short currency) {
    public Leg {
        if (amountMinor <= 0) {
            throw new IllegalArgumentException("a leg moves a positive amount, not " + amountMinor);
        }
    }
}
