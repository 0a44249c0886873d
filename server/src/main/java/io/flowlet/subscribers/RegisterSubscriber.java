package io.flowlet.subscribers;

/** Asks for a new subscriber. */
public record RegisterSubscriber(Subscriber.PersonName name, String email) {
    @Override
    public String toString() {
        return "RegisterSubscriber[…]";
    }
}
