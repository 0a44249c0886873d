package io.flowlet.identity.internal;

import io.flowlet.http.ClientCertificate;
import io.flowlet.http.RequestAttributes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * How the client says who it is: by Basic, by a secret in the form, by an assertion, or by its name alone, to which a certificate may belong; one
 * of them. The query is refused before.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, 2.3</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc7521#section-4.2">RFC 7521, 4.2</a>
 */
final class SentCredentials implements AuthenticationConverter {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final AuthenticationConverter basic = new ClientSecretBasicAuthenticationConverter();
    private final AuthenticationConverter form = new ClientSecretPostAuthenticationConverter();

    @Override
    public Authentication convert(HttpServletRequest request) {
        if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        @Nullable Authentication byHeader = basic.convert(request);
        @Nullable Authentication byForm = form.convert(request);
        if (isSent(request, OAuth2ParameterNames.CLIENT_ASSERTION)
                || isSent(request, OAuth2ParameterNames.CLIENT_ASSERTION_TYPE)) {
            if (byHeader != null || byForm != null || isSent(request, OAuth2ParameterNames.CLIENT_SECRET)) {
                throw new ClientRefused(null, "credentials_twice");
            }
            return byAssertion(request);
        }
        if (byHeader == null && byForm == null) {
            return byName(request);
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

    private static Authentication byAssertion(HttpServletRequest request) {
        @Nullable String assertion = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION);
        @Nullable String named = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
        if (assertion == null
                || !ASSERTION_TYPE.equals(request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION_TYPE))) {
            throw new ClientRefused(null, "assertion_malformed");
        }
        String subject = ClientAssertions.subject(assertion)
                .filter(about -> named == null || named.equals(about))
                .orElseThrow(() -> new ClientRefused(null, "assertion_malformed"));
        return new OAuth2ClientAuthenticationToken(
                subject, ClientAuthenticationMethod.PRIVATE_KEY_JWT, assertion, null);
    }

    private static Authentication byName(HttpServletRequest request) {
        @Nullable String named = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
        boolean none = Stream.of(OAuth2ParameterNames.CLIENT_SECRET, HttpHeaders.AUTHORIZATION)
                .allMatch(name -> request.getParameter(name) == null && request.getHeader(name) == null);
        if (named == null || named.isEmpty() || !none) {
            throw new ClientRefused(null, "credentials_missing");
        }
        @Nullable
        ClientCertificate certificate =
                RequestAttributes.clientCertificate(request).orElse(null);
        return new OAuth2ClientAuthenticationToken(named, ClientAuthenticationMethod.NONE, certificate, null);
    }

    private static boolean isSent(HttpServletRequest request, String name) {
        return request.getParameter(name) != null;
    }
}
