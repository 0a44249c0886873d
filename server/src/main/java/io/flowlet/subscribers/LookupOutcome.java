package io.flowlet.subscribers;

import java.util.List;

/** What a look-up comes to. */
public sealed interface LookupOutcome {
    /**
     * Looked up.
     *
     * @param subscribers who has that value, newest first
     * @param more whether there are others beside these
     */
    record Found(List<SubscriberId> subscribers, boolean more) implements LookupOutcome {
        public Found {
            subscribers = List.copyOf(subscribers);
        }
    }

    /** No value of that field: not looked up. */
    record Malformed() implements LookupOutcome {}
}
