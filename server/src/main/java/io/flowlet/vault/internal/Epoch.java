package io.flowlet.vault.internal;

import java.time.Instant;

/**
 * One epoch, as its row tells it.
 *
 * @param number from 1; the highest is the open one
 * @param kid of its key
 * @param renewsAll whether every tenant gets a new key in it
 */
record Epoch(int number, String kid, boolean renewsAll, Instant openedAt) {}
