package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives back all that a hold still holds.
 *
 * @param txId UUIDv7 of the transaction
 * @param kind {@link TransferKind#VOID} at any time, {@link TransferKind#EXPIRE} when its time has come
 */
public record Release(UUID txId, HoldRef hold, TransferKind kind) implements Instruction {
    public Release {
        if (kind != TransferKind.VOID && kind != TransferKind.EXPIRE) {
            throw new IllegalArgumentException("a release voids or expires, not " + kind);
        }
    }

    HoldState end() {
        return kind == TransferKind.VOID ? HoldState.VOIDED : HoldState.EXPIRED;
    }

    @Override
    public @Nullable Instant valueAt() {
        return null;
    }
}
