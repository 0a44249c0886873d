package io.flowlet.identity.internal;

import io.flowlet.actor.Trace;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.Client;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers refusals of the OAuth endpoints in the RFC's own body, and records them. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, 5.2</a>
 */
@Component
public final class OAuthRefusals implements AuthenticationFailureHandler {
    /** Request attribute: the client that proved itself before what came next was refused. */
    static final String CLIENT = "io.flowlet.identity.internal.client";

    private static final String CHALLENGE = "Basic realm=\"flowlet\", charset=\"UTF-8\"";

    private final RefusalAudit audit;
    private final TokenMeters meters;
    private final JsonMapper json;

    OAuthRefusals(RefusalAudit audit, TokenMeters meters, JsonMapper json) {
        this.audit = audit;
        this.meters = meters;
        this.json = json;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String error = code(failure);
        if (DeviceGrant.NOT_YET.contains(error)) {
            write(HttpStatus.BAD_REQUEST, error, response);
            return;
        }
        Trace trace = OAuthContext.current().trace();
        if (failure instanceof ClientRefused refused) {
            Client known = refused.client();
            SecurityLog.write(
                    SecurityLog.Event.CLIENT_REFUSED,
                    OAuthContext.current().peer(),
                    known == null ? null : known.tid(),
                    trace);
            audit.record(known, action(request), refused.reason(), trace);
        } else if (request.getAttribute(CLIENT) instanceof Client client) {
            audit.record(client, action(request), error, trace);
        }
        boolean unauthenticated = error.equals(OAuth2ErrorCodes.INVALID_CLIENT);
        if (unauthenticated) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        meters.refused(error);
        write(unauthenticated ? HttpStatus.UNAUTHORIZED : HttpStatus.BAD_REQUEST, error, response);
    }

    /** A request that is refused before any client is looked at. */
    public void refuse(HttpStatus status, HttpServletResponse response) throws IOException {
        meters.refused(OAuth2ErrorCodes.INVALID_REQUEST);
        write(status, OAuth2ErrorCodes.INVALID_REQUEST, response);
    }

    private void write(HttpStatus status, String error, HttpServletResponse response) throws IOException {
        byte[] body = json.writeValueAsBytes(Map.of("error", error, "error_description", description(error)));
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String code(AuthenticationException failure) {
        @Nullable OAuth2Error error = failure instanceof OAuth2AuthenticationException oauth ? oauth.getError() : null;
        return error == null ? OAuth2ErrorCodes.INVALID_REQUEST : error.getErrorCode();
    }

    private static String action(HttpServletRequest request) {
        return switch (request.getRequestURI()) {
            case OAuthPaths.REVOKE -> "token.revoke";
            case OAuthPaths.PAR -> "authorization.push";
            case OAuthPaths.DEVICE -> "device.authorize";
            case OAuthPaths.INTROSPECT -> "token.introspect";
            default -> "token.issue";
        };
    }

    private static String description(String error) {
        return switch (error) {
            case OAuth2ErrorCodes.INVALID_CLIENT ->
                "Unknown client, wrong or missing proof, revoked, or not allowed from this network.";
            case OAuth2ErrorCodes.INVALID_SCOPE -> "The client does not hold every scope that was asked for.";
            case OAuth2ErrorCodes.INVALID_GRANT ->
                "The code, refresh token or device code is unknown, used, expired, revoked, another client's, or does not fit this request.";
            case DeviceGrant.PENDING -> "Nobody has said yes or no yet: ask again after the interval.";
            case DeviceGrant.SLOW_DOWN -> "Asked too soon: the interval is five seconds longer from now on.";
            case DeviceGrant.EXPIRED -> "Nobody answered in time, or the tokens were not fetched: begin again.";
            case OAuth2ErrorCodes.ACCESS_DENIED -> "The person said no.";
            case DpopProofs.INVALID ->
                "The header DPoP must be there once, with a proof made for this request, now, by the right key, and not used before.";
            case DpopProofs.NONCE_NEEDED -> "Make the proof again with the nonce of the header DPoP-Nonce.";
            case OAuth2ErrorCodes.UNAUTHORIZED_CLIENT -> "This client does not have this grant.";
            case OAuth2ErrorCodes.UNSUPPORTED_RESPONSE_TYPE -> "This server answers with a code.";
            case "request_not_supported" -> "This server reads parameters, no request objects.";
            case "invalid_request_uri", "request_uri_not_supported" ->
                "This server takes references of its own only, from the client that it gave them to.";
            case OAuth2ErrorCodes.UNSUPPORTED_GRANT_TYPE ->
                "This server grants client_credentials, authorization_code, refresh_token and device_code.";
            default ->
                "Send a form with each parameter once and as docs/reference/oauth.md says, and one proof of the client.";
        };
    }
}
