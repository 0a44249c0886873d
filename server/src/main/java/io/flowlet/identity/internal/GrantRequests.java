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
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749, 4.1.3 and 6</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc8628#section-3.4">RFC 8628, 3.4</a>
 */
final class GrantRequests implements AuthenticationConverter {
    private static final int LONGEST = 2_000;
    private static final List<String> CODE = List.of(OAuth2ParameterNames.CODE, OAuth2ParameterNames.REDIRECT_URI);
    private static final List<String> DEVICE = List.of(OAuth2ParameterNames.DEVICE_CODE);
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
        if (AuthorizationGrantType.DEVICE_CODE.getValue().equals(grant)) {
            return read(AuthorizationGrantType.DEVICE_CODE, DEVICE, request);
        }
        return null;
    }

    private static GrantRequest read(AuthorizationGrantType type, List<String> needed, HttpServletRequest request) {
        var client = (OAuth2ClientAuthenticationToken)
                Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        Map<String, String[]> given = GivenParameters.of(request.getParameterMap());
        Map<String, String> sent = new HashMap<>();
        for (String name : needed) {
            sent.put(name, bounded(first(given, name)));
        }
        if (type.equals(AuthorizationGrantType.AUTHORIZATION_CODE)) {
            @Nullable String verifier = first(given, PkceParameterNames.CODE_VERIFIER);
            boolean needsVerifier = RegisteredClients.clientOf(client.getRegisteredClient())
                    .security()
                    .pkceRequired();
            if (verifier != null || needsVerifier) {
                sent.put(PkceParameterNames.CODE_VERIFIER, bounded(verifier));
            }
        }
        @Nullable String scope = first(given, OAuth2ParameterNames.SCOPE);
        if (scope != null) {
            sent.put(OAuth2ParameterNames.SCOPE, scope);
        }
        return new GrantRequest(type, client, sent);
    }

    private static @Nullable String first(Map<String, String[]> given, String name) {
        String @Nullable [] values = given.get(name);
        return values == null ? null : values[0];
    }

    private static String bounded(@Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > LONGEST) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return value;
    }
}
