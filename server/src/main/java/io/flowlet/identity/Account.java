package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person who can sign in. Holds personal data in clear: never log it, never put it into an audit event.
 *
 * @param id of a subscriber, the subscriber's own
 * @param email as given
 * @param roles of staff; empty for a subscriber
 * @param disabledAt null while it works
 */
public record Account(
        UUID id,
        TenantId tenant,
        Audience audience,
        String email,
        Set<StaffRole> roles,
        Instant createdAt,
        @Nullable Instant disabledAt) {
    public Account {
        roles = Set.copyOf(roles);
    }

    /** The same with other roles. */
    Account with(Set<StaffRole> others) {
        return new Account(id, tenant, audience, email, others, createdAt, disabledAt);
    }

    /** {@code sub_…} or {@code usr_…}. */
    public String name() {
        return audience.nameOf(id);
    }

    @Override
    public String toString() {
        return "Account[" + name() + "]";
    }
}
