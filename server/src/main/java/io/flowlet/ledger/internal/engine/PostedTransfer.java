package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.UUID;

/** A transfer as it is stored: the leg, and version and balance of both accounts after it. */
public record PostedTransfer(UUID txId, TransferKind kind, Instant valueAt, Leg leg, Side debit, Side credit) {
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
