package io.flowlet.identity.internal;

import io.flowlet.actor.Trace;
import io.flowlet.http.ClientAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;

/**
 * What Spring Authorization Server asks about the request at hand, and what our audit asks besides.
 *
 * <p>Lives as long as the request, on its thread.
 *
 * @param binding the key that the client has shown with this request and that tokens will be bound to; null if it has shown none
 */
public record OAuthContext(
        String issuer,
        AuthorizationServerSettings settings,
        Trace trace,
        ClientAddress peer,
        @Nullable KeyBinding binding)
        implements AuthorizationServerContext {
    /** @throws IllegalStateException outside a request to one of the OAuth endpoints */
    static OAuthContext current() {
        if (AuthorizationServerContextHolder.getContext() instanceof OAuthContext context) {
            return context;
        }
        throw new IllegalStateException("no request to an OAuth endpoint is being served");
    }

    /** The same, with tokens bound to {@code key}. */
    OAuthContext boundTo(@Nullable KeyBinding key) {
        return new OAuthContext(issuer, settings, trace, peer, key);
    }

    @Override
    public String getIssuer() {
        return issuer;
    }

    @Override
    public AuthorizationServerSettings getAuthorizationServerSettings() {
        return settings;
    }
}
