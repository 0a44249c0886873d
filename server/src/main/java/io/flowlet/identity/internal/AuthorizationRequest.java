package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's request that a person sign in, every part of which has been checked.
 *
 * @param scopes at least one, all registered
 * @param state as sent, to be sent back
 * @param challenge PKCE, S256: 43 characters; null only of a client that may go without
 * @param signIn how recent a sign-in, and whether there may be a page for it
 * @param dpopJkt thumbprint of the only key that the code will work with (RFC 9449, 10); null: of any, or none
 */
public record AuthorizationRequest(
        Client client,
        RedirectUri redirectUri,
        Set<Scope> scopes,
        @Nullable String state,
        @Nullable String challenge,
        AskedSignIn signIn,
        @Nullable String dpopJkt) {
    public AuthorizationRequest {
        scopes = Set.copyOf(scopes);
    }

    public SignInRegistration registration() {
        return Objects.requireNonNull(client.signIn());
    }
}
