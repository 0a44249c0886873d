package io.flowlet.subscribers;

import java.util.List;

/**
 * Who has a value.
 *
 * @param subscribers newest first
 * @param more whether there are others beside these
 */
public record FoundSubscribers(List<SubscriberId> subscribers, boolean more) {
    public FoundSubscribers {
        subscribers = List.copyOf(subscribers);
    }
}
