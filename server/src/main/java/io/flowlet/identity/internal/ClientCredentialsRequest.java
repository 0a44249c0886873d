package io.flowlet.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.util.StringUtils;

/**
 * Reads a request of the client credentials grant; without {@code scope} it asks for all that the client holds.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2">RFC 6749, 4.4.2 and 3.3</a>
 */
final class ClientCredentialsRequest implements AuthenticationConverter {
    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        String grant = request.getParameter(OAuth2ParameterNames.GRANT_TYPE);
        if (!AuthorizationGrantType.CLIENT_CREDENTIALS.getValue().equals(grant)) {
            return null;
        }
        var client = (OAuth2ClientAuthenticationToken)
                Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        String asked = request.getParameter(OAuth2ParameterNames.SCOPE);
        Set<String> scopes = StringUtils.hasText(asked)
                ? new HashSet<>(List.of(asked.split(" ", -1)))
                : Objects.requireNonNull(client.getRegisteredClient()).getScopes();
        return new OAuth2ClientCredentialsAuthenticationToken(client, scopes, Map.of());
    }
}
