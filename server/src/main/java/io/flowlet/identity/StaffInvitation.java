package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.ids.PublicId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That somebody may become staff of a tenant. Holds personal data in clear: never log it.
 *
 * @param roles at least one
 * @param codeHmac of the code that the link works with; null if it needs none
 * @param sponsorship to whom the account will be owed; null of before that was recorded
 */
public record StaffInvitation(
        UUID id,
        TenantId tenant,
        String email,
        Set<StaffRole> roles,
        Instant expiresAt,
        byte @Nullable [] codeHmac,
        @Nullable Sponsorship sponsorship) {
    private static final String PREFIX = "inv";

    public StaffInvitation {
        roles = Set.copyOf(roles);
    }

    /** Whether the link works with a code only, which whoever agreed to the invitation was told. */
    public boolean isCodeNeeded() {
        return codeHmac != null;
    }

    /** {@code inv_…} */
    public static String nameOf(UUID id) {
        return PublicId.format(PREFIX, id);
    }

    /** The invitation that {@link #nameOf} names so; empty for every other text. */
    public static Optional<UUID> idOf(String name) {
        return PublicId.parse(PREFIX, name);
    }

    /** {@code event} with who invited, and the request that others agreed to, as far as that is known. */
    AuditEvent origin(AuditEvent event) {
        return sponsorship == null ? event : sponsorship.on(event);
    }

    /** {@code inv_…} */
    public String publicId() {
        return nameOf(id);
    }

    @Override
    public String toString() {
        return "StaffInvitation[" + publicId() + "]";
    }
}
