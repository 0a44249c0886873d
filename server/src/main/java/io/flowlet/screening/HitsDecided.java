package io.flowlet.screening;

import io.flowlet.actor.Caller;
import io.flowlet.subscribers.SubscriberId;

/**
 * Is told, inside the deciding transaction, when an analyst decided a hit of a subscriber.
 *
 * <p>A screening that runs at the same moment can open a further hit unseen. A listener that locks rows of its own asks
 * {@link Screening#standing} again once it holds them.
 */
public interface HitsDecided {
    /** @param result what stands against the subscriber now */
    void decided(Caller caller, SubscriberId subscriber, ScreeningResult result);
}
