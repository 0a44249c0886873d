package io.flowlet.ledger.internal.engine;

import java.util.UUID;

/** One journal transaction that a unit asks for. Each kind of command has its own record. */
public sealed interface Instruction permits Post {
    /** Groups the transfers of this transaction. */
    UUID txId();

    /** What the stored transfers are called. */
    TransferKind kind();
}
