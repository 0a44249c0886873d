package io.flowlet.approvals;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a request: {@code apr_…}. */
public record ApprovalId(UUID value) {
    private static final String PREFIX = "apr";

    /** @throws IllegalArgumentException if {@code text} is not a request's id */
    @JsonCreator
    public static ApprovalId of(String text) {
        return new ApprovalId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
