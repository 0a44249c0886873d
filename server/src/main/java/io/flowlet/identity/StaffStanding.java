package io.flowlet.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a member of staff is and whom that is owed to: what decides whether this person may check another's request.
 *
 * <p>Names are public names of credentials. Null: never, or of before it was recorded.
 *
 * @param createdBy who invited or made the account
 * @param rolesGivenAt when the roles were last changed
 * @param resetAt when somebody else last reset its password or factor
 * @param disabledAt null while it works
 */
public record StaffStanding(
        Set<StaffRole> roles,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant rolesGivenAt,
        @Nullable String rolesGivenBy,
        @Nullable Instant resetAt,
        @Nullable String resetBy,
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

    /** Whether {@code name} made it, gave it its roles, or was the last to reset it. */
    public boolean isOwedTo(String name) {
        return name.equals(createdBy) || name.equals(rolesGivenBy) || name.equals(resetBy);
    }
}
