package io.flowlet.audit.internal;

import java.util.UUID;

/**
 * A committed event that is not yet in the log.
 *
 * @param xact the transaction that wrote it, an {@code xid8}
 * @param entry {@code SHA-256(body)}
 */
record NewLeaf(int tenant, String xact, UUID id, byte[] entry) {}
