package io.flowlet.screening;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a screening hit: {@code hit_…}. */
public record HitId(UUID value) {
    private static final String PREFIX = "hit";

    /** @throws IllegalArgumentException if {@code text} is not a hit's id */
    @JsonCreator
    public static HitId of(String text) {
        return new HitId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
