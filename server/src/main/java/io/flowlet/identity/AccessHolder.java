package io.flowlet.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of staff or a client that works, and what it may do. Names nobody but by the public name.
 *
 * @param name {@code usr_…} or {@code cli_…}
 * @param held of staff the roles, of a client the scopes and, each with what it is before a colon, {@code sign_in:} whom it lets sign in, {@code
 *     sign_in_scope:}, {@code redirect_uri:} and {@code network:}; sorted
 * @param since when it was made, given roles or reset, whichever came last
 * @param lastUsedAt when somebody last signed in, or a token was last issued, to the hour; null: never, or not since that is recorded
 */
public record AccessHolder(
        UUID id,
        String name,
        List<String> held,
        Instant since,
        @Nullable Instant lastUsedAt) {
    public AccessHolder {
        held = List.copyOf(held);
    }
}
