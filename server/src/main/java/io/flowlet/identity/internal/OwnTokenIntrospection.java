package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Tells a client about its own tokens; of all others it hears what it hears of text that is no token: not active. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662#section-4">RFC 7662, 4</a>
 */
@Component
final class OwnTokenIntrospection implements AuthenticationProvider {
    private final IssuedTokens tokens;
    private final AuthenticationProvider introspection;

    OwnTokenIntrospection(IssuedTokens tokens, RegisteredClients clients) {
        this.tokens = tokens;
        this.introspection = new OAuth2TokenIntrospectionAuthenticationProvider(clients, tokens);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenIntrospectionAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication request) {
        var asked = (OAuth2TokenIntrospectionAuthenticationToken) request;
        var asking = (OAuth2ClientAuthenticationToken) asked.getPrincipal();
        Client client = RegisteredClients.clientOf(asking.getRegisteredClient());
        if (client.security().isPublic()) {
            throw new ClientRefused(client, "method_wrong"); // RFC 7662, 2.1: only who proves itself may scan
        }
        boolean own = tokens.find(asked.getToken())
                .filter(token -> token.client().id().equals(client.id()))
                .isPresent();
        return own ? introspection.authenticate(request) : request;
    }
}
