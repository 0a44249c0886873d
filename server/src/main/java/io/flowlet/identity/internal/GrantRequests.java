package io.flowlet.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads requests of the grants that a person stands behind.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749, 4.1.3 and 6</a>
 */
final class GrantRequests implements AuthenticationConverter {
    private static final int LONGEST = 2_000;
    private static final List<String> CODE =
            List.of(OAuth2ParameterNames.CODE, OAuth2ParameterNames.REDIRECT_URI);
    private static final List<String> OPTIONAL =
            List.of(OAuth2ParameterNames.SCOPE, PkceParameterNames.CODE_VERIFIER);
    private static final List<String> REFRESH = List.of(OAuth2ParameterNames.REFRESH_TOKEN);

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        @Nullable String grant = request.getParameter(OAuth2ParameterNames.GRANT_TYPE);
        if (AuthorizationGrantType.AUTHORIZATION_CODE.getValue().equals(grant)) {
            return read(AuthorizationGrantType.AUTHORIZATION_CODE, CODE, request);
        }
        if (AuthorizationGrantType.REFRESH_TOKEN.getValue().equals(grant)) {
            return read(AuthorizationGrantType.REFRESH_TOKEN, REFRESH, request);
        }
        return null;
    }

    private static GrantRequest read(AuthorizationGrantType type, List<String> needed, HttpServletRequest request) {
        Map<String, String> sent = new HashMap<>();
        for (String name : needed) {
            @Nullable String value = request.getParameter(name);
            if (value == null || value.isEmpty() || value.length() > LONGEST) {
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
            }
            sent.put(name, value);
        }
        for (String name : OPTIONAL) {
            @Nullable String value = request.getParameter(name);
            if (value != null) {
                sent.put(name, value);
            }
        }
        OAuth2ClientAuthenticationToken client = (OAuth2ClientAuthenticationToken)
                Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        boolean verifies = RegisteredClients.clientOf(client.getRegisteredClient())
                .security()
                .pkceRequired();
        if (type.equals(AuthorizationGrantType.AUTHORIZATION_CODE)
                && verifies
                && sent.getOrDefault(PkceParameterNames.CODE_VERIFIER, "").isEmpty()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return new GrantRequest(type, client, sent);
    }
}
