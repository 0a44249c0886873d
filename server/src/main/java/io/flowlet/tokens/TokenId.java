package io.flowlet.tokens;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a token's record: {@code tok_…}. Not the token itself. */
public record TokenId(UUID value) {
    private static final String PREFIX = "tok";

    /** @throws IllegalArgumentException if {@code text} is not such an id */
    @JsonCreator
    public static TokenId of(String text) {
        return new TokenId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
