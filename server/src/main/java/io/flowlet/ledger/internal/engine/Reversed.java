package io.flowlet.ledger.internal.engine;

import java.util.UUID;

/**
 * What has moved back of one transfer.
 *
 * @param movedMinor what the transfer moved
 * @param reversedMinor what of it has moved back, {@code 1 .. movedMinor}
 */
public record Reversed(UUID transfer, long movedMinor, long reversedMinor) {}
