package io.flowlet.subscribers.internal;

import io.flowlet.actor.Caller;
import io.flowlet.identity.SubscriberNames;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells sign-in what the subscriber who asks is called. */
@Component
final class OwnNames implements SubscriberNames {
    private final Subscribers subscribers;

    OwnNames(Subscribers subscribers) {
        this.subscribers = subscribers;
    }

    @Override
    public Optional<Name> own(Caller subscriber) {
        return subscribers
                .find(subscriber, new SubscriberId(subscriber.actor().principal()))
                .map(found -> new Name(found.name().given(), found.name().family()));
    }
}
