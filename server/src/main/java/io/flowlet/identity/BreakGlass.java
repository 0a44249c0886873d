package io.flowlet.identity;

import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role that a member of staff has for some hours, in an emergency, because two other people agreed.
 *
 * @param approval the request behind it
 * @param until when it ends by itself, to the second
 * @param endedAt null while nobody and nothing has ended it
 * @param endedBy public name of whoever did, or of the server's own job
 */
public record BreakGlass(
        UUID id,
        TenantId tenant,
        UUID account,
        StaffRole role,
        UUID approval,
        Instant beganAt,
        Instant until,
        @Nullable Instant endedAt,
        @Nullable String endedBy) {
    /** For how long at most. */
    public static final Duration LONGEST = Duration.ofHours(4);

    private static final String PREFIX = "bgl";
    /** Who holds this checks others, and may end what they have. */
    static final Scope DECIDES = new Scope("approvals:decide");

    /** What such a role opens: what the role opens, but nobody checks others by it. */
    static Set<Scope> scopesOf(StaffRole role) {
        Set<Scope> scopes = new HashSet<>(role.scopes());
        scopes.remove(DECIDES);
        return Set.copyOf(scopes);
    }

    /** {@code bgl_…} */
    public static String nameOf(UUID id) {
        return PublicId.format(PREFIX, id);
    }

    /** The id that {@link #nameOf} names so; empty for every other text. */
    public static Optional<UUID> idOf(String name) {
        return PublicId.parse(PREFIX, name);
    }

    public String name() {
        return nameOf(id);
    }

    /** {@code apr_…} */
    String approvalName() {
        return PublicId.format("apr", approval);
    }

    /** {@code usr_…} */
    public String person() {
        return Audience.STAFF.nameOf(account);
    }

    public Set<Scope> scopes() {
        return scopesOf(role);
    }

    public boolean isOnAt(Instant now) {
        return endedAt == null && now.isBefore(until);
    }

    BreakGlass endedBy(String name, Instant at) {
        return new BreakGlass(id, tenant, account, role, approval, beganAt, until, at, name);
    }
}
