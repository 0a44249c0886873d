package io.flowlet.identity.internal;

import io.flowlet.identity.OpenIdScope;
import io.flowlet.identity.Session;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What OpenID Connect adds to an authorization request.
 *
 * @param scopes {@link OpenIdScope#OPENID} among them
 * @param nonce as sent, to be sent back in the ID token
 * @param claims asked for one by one
 * @param hinted {@code sub} of the ID token that came along as a hint; null if none did
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, 3.1.2.1</a>
 */
public record OpenIdRequest(
        Set<OpenIdScope> scopes,
        @Nullable String nonce,
        RequestedClaims claims,
        @Nullable String hinted) {
    public OpenIdRequest {
        scopes = Set.copyOf(scopes);
    }

    /** Whether the person behind {@code session} is the one that is asked for. */
    public boolean isAbout(Session session) {
        String name = session.audience().nameOf(session.account());
        return (hinted == null || hinted.equals(name))
                && (claims.subject() == null || claims.subject().equals(name));
    }

    /** Whether {@code session} began as strongly as the request insists. */
    public boolean isSatisfiedBy(Session session) {
        return claims.acr().isEmpty() || claims.acr().stream().anyMatch(session.proof()::reaches);
    }
}
