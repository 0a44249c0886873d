package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal transaction as it is told outside: accounts by their public ids.
 *
 * @param valueAt when it takes effect
 * @param bookedAt when it was recorded
 * @param reverses what a reversal moved back; null for every other kind
 * @param hold the hold that was placed, captured or released; null for other kinds
 */
public record LedgerTransaction(
        TransactionId id,
        EntryKind kind,
        Instant valueAt,
        Instant bookedAt,
        @Nullable TransactionId reverses,
        @Nullable HoldId hold,
        List<Leg> legs) {
    public LedgerTransaction {
        legs = List.copyOf(legs);
    }

    /**
     * One movement.
     *
     * @param amount positive
     * @param reversed how much of it has moved back, not negative
     */
    public record Leg(AccountId debit, AccountId credit, Money amount, Money reversed) {}
}
