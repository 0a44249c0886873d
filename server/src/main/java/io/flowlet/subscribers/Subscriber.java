package io.flowlet.subscribers;

import java.time.Instant;

/**
 * A person whom the program serves. Holds personal data in clear: never log it, never put it into an audit event.
 *
 * @param email as given, not verified
 */
public record Subscriber(SubscriberId id, PersonName name, String email, Instant registeredAt) {

    /** The two parts of a name as the person writes them. */
    public record PersonName(String given, String family) {
        @Override
        public String toString() {
            return "PersonName[…]";
        }
    }

    @Override
    public String toString() {
        return "Subscriber[" + id + "]";
    }
}
