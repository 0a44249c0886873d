package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves money at once, in 1 to {@value #MAX_LEGS} legs, all or nothing, in the order of the legs.
 *
 * @param txId UUIDv7 of the transaction
 * @param kind {@link TransferKind#POST}, or {@link TransferKind#ADJUSTMENT}, which moves accounts of every owner
 * @param limits further limits of its accounts, looked at in their order
 */
public record Post(UUID txId, TransferKind kind, @Nullable Instant valueAt, List<Leg> legs, List<MovementLimit> limits)
        implements Instruction {
    public static final int MAX_LEGS = 100;

    public Post {
        legs = List.copyOf(legs);
        limits = List.copyOf(limits);
        if (kind != TransferKind.POST && kind != TransferKind.ADJUSTMENT) {
            throw new IllegalArgumentException("money is posted or adjusted, not " + kind);
        }
        if (legs.isEmpty() || legs.size() > MAX_LEGS) {
            throw new IllegalArgumentException("a transaction has 1 to " + MAX_LEGS + " legs, not " + legs.size());
        }
    }
}
