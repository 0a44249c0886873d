package io.flowlet.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names an erasure: {@code ers_…}. */
public record ErasureId(UUID value) {
    private static final String PREFIX = "ers";

    /** @throws IllegalArgumentException if {@code text} is no such id */
    @JsonCreator
    public static ErasureId of(String text) {
        return new ErasureId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
