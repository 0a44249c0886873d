package io.flowlet.screening;

import io.flowlet.actor.Caller;
import io.flowlet.subscribers.SubscriberId;

/** Is told, inside the deciding transaction, when an analyst decided a hit of a subscriber. */
public interface HitsDecided {
    /** @param result what stands against the subscriber now */
    void decided(Caller caller, SubscriberId subscriber, ScreeningResult result);
}
