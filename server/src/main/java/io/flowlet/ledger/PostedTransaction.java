package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;

/**
 * A journal transaction as it stands in the books.
 *
 * @param valueAt when it takes effect
 * @param bookedAt when it was recorded
 */
public record PostedTransaction(
        TransactionId id, EntryKind kind, Instant valueAt, Instant bookedAt, List<PostedLeg> legs) {
    public PostedTransaction {
        legs = List.copyOf(legs);
    }

    /** A leg, and both accounts after it. */
    public record PostedLeg(Side debit, Side credit, Money amount) {}

    /**
     * One account after a leg.
     *
     * @param version of the entry in the account's chain
     * @param balance {@code posted} after it
     */
    public record Side(AccountNumber account, long version, Money balance) {}
}
