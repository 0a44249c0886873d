package io.flowlet.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names what a subscriber asked for: {@code erq_…}. */
public record ErasureRequestId(UUID value) {
    private static final String PREFIX = "erq";

    /** @throws IllegalArgumentException if {@code text} is no such id */
    @JsonCreator
    public static ErasureRequestId of(String text) {
        return new ErasureRequestId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
