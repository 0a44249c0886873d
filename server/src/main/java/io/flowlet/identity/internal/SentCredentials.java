package io.flowlet.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * The client's id and secret as sent: by Basic or in the form, once, and not both ways.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, 2.3</a>
 */
final class SentCredentials implements AuthenticationConverter {
    private final AuthenticationConverter basic = new ClientSecretBasicAuthenticationConverter();
    private final AuthenticationConverter form = new ClientSecretPostAuthenticationConverter();

    @Override
    public Authentication convert(HttpServletRequest request) {
        if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        @Nullable Authentication byHeader = basic.convert(request);
        @Nullable Authentication byForm = form.convert(request);
        if (byHeader == null && byForm == null) {
            throw new ClientRefused(null, "credentials_missing");
        }
        String named = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
        if (byHeader == null) {
            return Objects.requireNonNull(byForm);
        }
        if (byForm != null || (named != null && !named.equals(byHeader.getName()))) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return byHeader;
    }
}
