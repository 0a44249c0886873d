package io.flowlet.subscribers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.ids.PublicId;
import java.util.Optional;
import java.util.UUID;

/** Names a subscriber: {@code sub_…}. */
public record SubscriberId(UUID value) {
    private static final String PREFIX = "sub";

    /** @throws IllegalArgumentException if {@code text} is not a subscriber's id */
    @JsonCreator
    public static SubscriberId of(String text) {
        return new SubscriberId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    /** The subscriber that calls; empty for every other sort of caller. */
    public static Optional<SubscriberId> of(Caller caller) {
        return caller.actor().kind() == ActorKind.SUBSCRIBER
                ? Optional.of(new SubscriberId(caller.actor().principal()))
                : Optional.empty();
    }

    /** Whether {@code caller} may reach what belongs to this subscriber: a subscriber reaches itself alone. */
    public boolean isReachedBy(Caller caller) {
        return of(caller).map(this::equals).orElse(true);
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
