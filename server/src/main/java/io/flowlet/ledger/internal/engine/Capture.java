package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves what is held, a part of it, or more up to the capture limit. Only what goes beyond the released part is checked against limits: the
 * rest has been counted since it was held, and a floor raised meanwhile does not break the promise.
 *
 * @param txId UUIDv7 of the transaction
 * @param amountMinor minor units, {@code > 0}; or {@link #REST}
 * @param currency of the amount, ISO 4217 number
 * @param last whether what is not captured now is given back
 */
public record Capture(
        UUID txId,
        HoldRef hold,
        long amountMinor,
        short currency,
        boolean last,
        @Nullable Instant valueAt) implements Instruction {
    /** Stands for all that the hold still holds when its turn comes. */
    public static final long REST = 0;

    public Capture {
        if (amountMinor < 0) {
            throw new IllegalArgumentException("a capture moves a positive amount, not " + amountMinor);
        }
    }

    @Override
    public TransferKind kind() {
        return TransferKind.CAPTURE;
    }
}
