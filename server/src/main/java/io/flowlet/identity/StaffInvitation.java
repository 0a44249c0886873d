package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * That somebody may become staff of a tenant. Holds personal data in clear: never log it.
 *
 * @param roles at least one
 */
public record StaffInvitation(UUID id, TenantId tenant, String email, Set<StaffRole> roles, Instant expiresAt) {
    public StaffInvitation {
        roles = Set.copyOf(roles);
    }

    /** {@code inv_…} */
    public String publicId() {
        return PublicId.format("inv", id);
    }

    @Override
    public String toString() {
        return "StaffInvitation[" + publicId() + "]";
    }
}
