package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider through which a tenant's staff comes in, or one that is proposed for that. Immutable.
 *
 * @param proposedBy the name of whoever asked for it
 * @param activeFrom null until somebody else agreed
 */
public record StaffProvider(
        UUID id,
        TenantId tenant,
        FederationTerms terms,
        Instant proposedAt,
        String proposedBy,
        @Nullable Instant activeFrom) {
    private static final String PREFIX = "idp";

    /** {@code idp_…} */
    public String name() {
        return nameOf(id);
    }

    public static String nameOf(UUID id) {
        return PublicId.format(PREFIX, id);
    }

    /** The provider that {@link #nameOf} names so; empty for every other text. */
    public static Optional<UUID> idOf(String name) {
        return PublicId.parse(PREFIX, name);
    }

    @Override
    public String toString() {
        return "StaffProvider[" + name() + "]";
    }
}
