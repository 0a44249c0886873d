package io.flowlet.audit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.audit.internal.EventBodies;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names an audit event: {@code aud_…}. */
public record AuditId(UUID value) {
    /** @throws IllegalArgumentException if {@code text} is not an audit event's id */
    @JsonCreator
    public static AuditId of(String text) {
        return new AuditId(PublicId.parse(EventBodies.PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(EventBodies.PREFIX, value);
    }
}
