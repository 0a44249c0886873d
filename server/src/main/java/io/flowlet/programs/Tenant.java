package io.flowlet.programs;

import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
import java.time.ZoneId;
import java.util.UUID;

/**
 * One of the two worlds of a program. Immutable, and so is its row.
 *
 * @param timeZone for limits, statements and cut-offs
 */
public record Tenant(TenantId id, UUID publicUuid, TenantMode mode, ZoneId timeZone) {
    /** {@code ten_…} */
    public String publicId() {
        return PublicId.format("ten", publicUuid);
    }
}
