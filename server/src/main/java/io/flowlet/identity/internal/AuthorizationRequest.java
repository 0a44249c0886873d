package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.Session;
import io.flowlet.identity.SignInRegistration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's request that a person sign in, every part of which has been checked.
 *
 * @param scopes all registered; at least one unless {@code openId} is there
 * @param reply how the answer goes back
 * @param challenge PKCE, S256: 43 characters; null only for a client that is registered to send none
 * @param signIn how recent a sign-in, and whether there may be a page for it
 * @param openId null for a request of OAuth alone
 * @param dpopJkt thumbprint of the only key that the code will work with (RFC 9449, 10); null: of any, or none
 * @param device that waits for the answer elsewhere; null: it goes to {@code redirectUri} with the browser
 */
public record AuthorizationRequest(
        Client client,
        RedirectUri redirectUri,
        Set<Scope> scopes,
        Reply reply,
        @Nullable String challenge,
        AskedSignIn signIn,
        @Nullable OpenIdRequest openId,
        @Nullable String dpopJkt,
        @Nullable WaitingDevice device) {
    public AuthorizationRequest {
        scopes = Set.copyOf(scopes);
    }

    /**
     * How an answer goes back.
     *
     * @param state as sent, to be sent back
     */
    public record Reply(ResponseMode mode, @Nullable String state) {}

    public SignInRegistration registration() {
        return Objects.requireNonNull(client.signIn());
    }

    /** Whether the person behind {@code session} is whom, and as recently and strongly signed in as, the client asks. */
    public boolean isMetBy(Session session, Instant now) {
        return signIn.isMetBy(session, now) && isAbout(session) && isSatisfiedBy(session);
    }

    /** Whether {@code session} began as strongly as the client insists. */
    public boolean isSatisfiedBy(Session session) {
        return openId == null || openId.isSatisfiedBy(session);
    }

    /** Whether the client asks for this person, or for anybody. */
    public boolean isAbout(Session session) {
        return openId == null || openId.isAbout(session);
    }
}
