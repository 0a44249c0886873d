package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Moves money at once, in 1 to {@value #MAX_LEGS} legs, all or nothing, in the order of the legs.
 *
 * @param txId UUIDv7 of the transaction
 * @param valueAt when the movement takes effect
 */
public record Post(UUID txId, Instant valueAt, List<Leg> legs) implements Instruction {
    public static final int MAX_LEGS = 100;

    public Post {
        legs = List.copyOf(legs);
        if (legs.isEmpty() || legs.size() > MAX_LEGS) {
            throw new IllegalArgumentException("a transaction has 1 to " + MAX_LEGS + " legs, not " + legs.size());
        }
    }

    @Override
    public TransferKind kind() {
        return TransferKind.POST;
    }
}
