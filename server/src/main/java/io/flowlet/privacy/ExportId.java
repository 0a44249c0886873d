package io.flowlet.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names an export: {@code exp_…}. */
public record ExportId(UUID value) {
    private static final String PREFIX = "exp";

    /** @throws IllegalArgumentException if {@code text} is no such id */
    @JsonCreator
    public static ExportId of(String text) {
        return new ExportId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
