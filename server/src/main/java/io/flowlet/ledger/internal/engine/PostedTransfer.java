package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as it is stored: the leg, and version and balance of both accounts after it.
 *
 * @param index place in its transaction, from 0 without a gap
 * @param heldMinor what it adds to the debited account's {@code heldOut} and to the credited account's {@code heldIn}; negative for a release
 * @param ref the hold that is captured or released, the transfer that is reversed; null for others
 */
public record PostedTransfer(
        UUID txId,
        int index,
        TransferKind kind,
        Instant valueAt,
        Leg leg,
        Side debit,
        Side credit,
        long heldMinor,
        @Nullable UUID ref) {
    /**
     * One account after a leg.
     *
     * @param version number of this entry in the account's chain, from 1
     * @param balance {@code posted} after this entry, minor units
     */
    public record Side(long version, long balance) {
        static Side of(Account account) {
            return new Side(account.version(), account.posted());
        }
    }
}
