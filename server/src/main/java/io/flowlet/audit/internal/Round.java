package io.flowlet.audit.internal;

import java.util.List;
import java.util.UUID;

/**
 * What one round of the sequencer committed.
 *
 * @param events that got their leaf, in the order of the log
 * @param size of the log now
 * @param note its signed checkpoint
 * @param more whether there may be further events already
 */
public record Round(List<UUID> events, long size, String note, boolean more) {
    public Round {
        events = List.copyOf(events);
    }
}
