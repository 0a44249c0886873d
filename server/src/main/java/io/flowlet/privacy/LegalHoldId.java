package io.flowlet.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a legal hold: {@code lgh_…}. */
public record LegalHoldId(UUID value) {
    private static final String PREFIX = "lgh";

    /** @throws IllegalArgumentException if {@code text} is no such id */
    @JsonCreator
    public static LegalHoldId of(String text) {
        return new LegalHoldId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
