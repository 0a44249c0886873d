package io.flowlet.onboarding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a consent: {@code cns_…}. */
public record ConsentId(UUID value) {
    private static final String PREFIX = "cns";

    /** @throws IllegalArgumentException if {@code text} is not a consent's id */
    @JsonCreator
    public static ConsentId of(String text) {
        return new ConsentId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
