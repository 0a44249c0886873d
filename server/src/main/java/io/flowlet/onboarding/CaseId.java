package io.flowlet.onboarding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a case: {@code kys_…}. */
public record CaseId(UUID value) {
    private static final String PREFIX = "kys";

    /** @throws IllegalArgumentException if {@code text} is not a case's id */
    @JsonCreator
    public static CaseId of(String text) {
        return new CaseId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
