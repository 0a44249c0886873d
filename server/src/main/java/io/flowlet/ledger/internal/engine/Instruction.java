package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One journal transaction that a unit asks for. Each kind of command has its own record. */
public sealed interface Instruction permits Post, Hold, Capture, Release, Reverse {
    /** Groups the transfers of this transaction. */
    UUID txId();

    /** What the stored transfers are called. */
    TransferKind kind();

    /** When it takes effect; null for the moment it is booked. */
    @Nullable
    Instant valueAt();
}
