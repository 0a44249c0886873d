package io.flowlet.programs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a program: {@code prg_…}. */
public record ProgramId(UUID value) {
    private static final String PREFIX = "prg";

    /**
     * Reads an id as the API writes it.
     *
     * @throws IllegalArgumentException if {@code text} is not a program's id
     */
    @JsonCreator
    public static ProgramId of(String text) {
        return new ProgramId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
