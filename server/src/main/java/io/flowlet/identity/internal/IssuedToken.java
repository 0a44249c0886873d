package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token that this server issued; the token itself is known to nobody but its holder.
 *
 * @param method how the client proved itself
 */
public record IssuedToken(
        UUID jti,
        Client client,
        Set<Scope> scopes,
        String method,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {
    public IssuedToken {
        scopes = Set.copyOf(scopes);
    }

    /** Neither it nor its client has been revoked. */
    public boolean stands() {
        return revokedAt == null && client.revokedAt() == null;
    }
}
