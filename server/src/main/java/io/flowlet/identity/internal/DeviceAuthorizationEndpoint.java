package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.IdentitySettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /oauth2/device_authorization}. Ours, because Spring's keeps both codes in clear in its authorization service.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.1">RFC 8628, 3.1 and 3.2</a>
 */
@Component
final class DeviceAuthorizationEndpoint extends HttpFilter {
    private final transient DeviceAuthorizations devices;
    private final transient OAuthRefusals refusals;
    private final transient TokenMeters meters;
    private final transient IdentitySettings settings;
    private final transient JsonMapper json;

    DeviceAuthorizationEndpoint(
            DeviceAuthorizations devices,
            OAuthRefusals refusals,
            TokenMeters meters,
            IdentitySettings settings,
            JsonMapper json) {
        this.devices = devices;
        this.refusals = refusals;
        this.meters = meters;
        this.settings = settings;
        this.json = json;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!OAuthPaths.DEVICE.equals(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        try {
            answer(begun(request), response);
        } catch (OAuth2AuthenticationException refused) {
            refusals.onAuthenticationFailure(request, response, refused);
        }
    }

    private DeviceAuthorizations.Codes begun(HttpServletRequest request) {
        // nobody comes here unproved: the step before this one answers them
        var proof = (OAuth2ClientAuthenticationToken)
                Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        Client client = RegisteredClients.clientOf(proof.getRegisteredClient());
        if (request.getQueryString() != null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        if (client.signIn() == null || !client.security().grants(ClientGrant.DEVICE_CODE)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT);
        }
        Optional<AskedScopes> scopes = AskedScopes.of(request.getParameter(OAuth2ParameterNames.SCOPE), client);
        if (scopes.isEmpty()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
        DeviceAuthorizations.Codes codes =
                devices.begin(client, proof.getClientAuthenticationMethod().getValue(), scopes.get());
        meters.device("begun");
        return codes;
    }

    private void answer(DeviceAuthorizations.Codes codes, HttpServletResponse response) throws IOException {
        String page = settings.link(DeviceAuthorizations.PATH).toString();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("device_code", codes.device());
        answer.put("user_code", codes.user());
        answer.put("verification_uri", page);
        answer.put("verification_uri_complete", page + "?" + DeviceAuthorizations.USER_CODE + "=" + codes.user());
        answer.put("expires_in", DeviceAuthorizations.LIFE.toSeconds());
        answer.put("interval", DeviceAuthorizations.INTERVAL.toSeconds());
        byte[] body = json.writeValueAsBytes(answer);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
