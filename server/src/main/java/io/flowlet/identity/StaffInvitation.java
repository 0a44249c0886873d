package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Sponsorship.Act;
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
 * @param invitedBy public name of the credential; null of before it was recorded
 */
public record StaffInvitation(
        UUID id,
        TenantId tenant,
        String email,
        Set<StaffRole> roles,
        Instant expiresAt,
        @Nullable String invitedBy) {
    public StaffInvitation {
        roles = Set.copyOf(roles);
    }

    /** To whom the account will be owed; empty of before that was recorded. */
    Optional<Sponsorship> sponsorship() {
        return Optional.ofNullable(invitedBy).map(by -> new Sponsorship(Act.CREATED, by, Set.of()));
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
