package io.flowlet.ledger.internal.engine;

import java.util.UUID;

/**
 * One movement of one amount from one account to another: both sides at once, so a leg balances by construction.
 *
 * @param transferId UUIDv7, the key of the stored transfer
 * @param amountMinor minor units, {@code > 0}
 * @param currency ISO 4217 number
 */
public record Leg(UUID transferId, long debitAccount, long creditAccount, long amountMinor, short currency) {
    public Leg {
        if (amountMinor <= 0) {
            throw new IllegalArgumentException("a leg moves a positive amount, not " + amountMinor);
        }
    }
}
