package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;

/**
 * A journal transaction as it is told outside: accounts by their public ids.
 *
 * @param valueAt when it takes effect
 * @param bookedAt when it was recorded
 */
public record LedgerTransaction(TransactionId id, EntryKind kind, Instant valueAt, Instant bookedAt, List<Leg> legs) {
    public LedgerTransaction {
        legs = List.copyOf(legs);
    }

    /**
     * One movement.
     *
     * @param amount positive
     */
    public record Leg(AccountId debit, AccountId credit, Money amount) {}
}
