package io.flowlet.programs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a request to destroy a tenant's keys: {@code kds_…}. */
public record KeyDestructionId(UUID value) {
    private static final String PREFIX = "kds";

    /**
     * Reads an id as the API writes it.
     *
     * @throws IllegalArgumentException if {@code text} is not such an id
     */
    @JsonCreator
    public static KeyDestructionId of(String text) {
        return new KeyDestructionId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
