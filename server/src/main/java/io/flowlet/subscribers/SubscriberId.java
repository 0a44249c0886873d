package io.flowlet.subscribers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a subscriber: {@code sub_…}. */
public record SubscriberId(UUID value) {
    private static final String PREFIX = "sub";

    /** @throws IllegalArgumentException if {@code text} is not a subscriber's id */
    @JsonCreator
    public static SubscriberId of(String text) {
        return new SubscriberId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
