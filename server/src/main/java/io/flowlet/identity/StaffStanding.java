package io.flowlet.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a member of staff is: what decides, with {@link SponsorChains}, whether this person may check another's request. Null: never.
 *
 * @param rolesGivenAt when the roles were last changed
 * @param resetAt when somebody else last reset its password or factor
 * @param disabledAt null while it works
 */
public record StaffStanding(
        Set<StaffRole> roles,
        Instant createdAt,
        @Nullable Instant rolesGivenAt,
        @Nullable Instant resetAt,
        @Nullable Instant disabledAt) {
    public StaffStanding {
        roles = Set.copyOf(roles);
    }

    /** When it was last made, given roles, or reset. */
    public Instant lastChangedAt() {
        return Stream.of(createdAt, rolesGivenAt, resetAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(createdAt);
    }
}
