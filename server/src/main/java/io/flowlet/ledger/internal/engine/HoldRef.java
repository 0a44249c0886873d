package io.flowlet.ledger.internal.engine;

import java.util.UUID;

/** Names a hold together with what never changes of it, so that its accounts can be locked before it is read. */
public record HoldRef(UUID id, long debitAccount, long creditAccount, short currency) {}
