package io.flowlet.screening;

import io.flowlet.actor.Caller;
import io.flowlet.subscribers.SubscriberId;

/** Is told, inside the deciding transaction, when an analyst decides a hit of a subscriber. */
public interface HitsDecided {
    /**
     * Before anything of the hit is locked: a listener that locks rows of its own in {@link #decided} locks them here, so that a screening, which
     * is started under those locks, and a decision take them in one order.
     */
    default void deciding(Caller caller, SubscriberId subscriber) {}

    /** @param result what stands against the subscriber now */
    void decided(Caller caller, SubscriberId subscriber, ScreeningResult result);
}
