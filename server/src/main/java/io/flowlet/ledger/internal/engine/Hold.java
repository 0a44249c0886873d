package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds an amount on one account for another: both count it in their limits from now on, neither balance changes.
 *
 * @param txId UUIDv7 of the transaction, and the hold's id
 * @param leg from which account to which, and how much
 * @param captureLimitMinor most that captures may move in all, at least the amount
 * @param expiresAt from then on it cannot be captured; null for never
 */
public record Hold(
        UUID txId,
        Leg leg,
        long captureLimitMinor,
        @Nullable Instant expiresAt) implements Instruction {
    public Hold {
        if (captureLimitMinor < leg.amountMinor()) {
            throw new IllegalArgumentException("a capture limit is not below the amount: " + captureLimitMinor);
        }
    }

    @Override
    public TransferKind kind() {
        return TransferKind.HOLD;
    }

    @Override
    public @Nullable Instant valueAt() {
        return null;
    }
}
