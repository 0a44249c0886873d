package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Scope;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.OpenIdScope;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token that this server issued; the token itself is known to nobody but its holder.
 *
 * @param method how the client proved itself
 * @param revokedAt of the token or of its session
 * @param grant null for a client's own token
 * @param breakGlass what of it concerns the token
 * @param openId what of OpenID Connect it has: at most what was granted
 * @param binding the key it is worth nothing without; null of a bearer token
 */
public record IssuedToken(
        UUID jti,
        Client client,
        Set<Scope> scopes,
        String method,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable PersonGrant grant,
        TokenBreakGlass breakGlass,
        Set<OpenIdScope> openId,
        @Nullable KeyBinding binding) {
    public IssuedToken {
        scopes = Set.copyOf(scopes);
        openId = Set.copyOf(openId);
    }

    /** A client's own token. */
    public IssuedToken(
            UUID jti,
            Client client,
            Set<Scope> scopes,
            String method,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant revokedAt) {
        this(jti, client, scopes, method, issuedAt, expiresAt, revokedAt, null, TokenBreakGlass.NONE, Set.of(), null);
    }

    /** The same, bound to a key; null binds it to none. */
    IssuedToken boundTo(@Nullable KeyBinding key) {
        return new IssuedToken(
                jti, client, scopes, method, issuedAt, expiresAt, revokedAt, grant, breakGlass, openId, key);
    }

    /** {@code sub} of the token: a person's name, or the client's. */
    public String subject() {
        return grant == null ? client.clientId() : grant.name();
    }

    /** Whom it is for; null for a client's own token. */
    public @Nullable Audience audience() {
        return grant == null ? null : grant.audience();
    }

    /** Who acts with it at {@code now}, within what its client may still hold. */
    public Actor actor(Instant now) {
        Set<Scope> held = new HashSet<>(scopes);
        if (grant == null) {
            held.retainAll(client.scopes());
            return client.actor(held, method);
        }
        held.retainAll(client.signIn() == null ? Set.of() : client.signIn().scopes());
        return new Actor(
                client.tenant(),
                grant.account(),
                grant.audience().kind(),
                grant.name(),
                held,
                "password",
                breakGlass.nameAt(now));
    }

    /** Neither it nor its client has been revoked, nor has the break-glass role ended that it was given under. */
    public boolean standsAt(Instant now) {
        return revokedAt == null && client.revokedAt() == null && breakGlass.allowsAt(now);
    }
}
