package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /oauth2/par}. Ours, because Spring's keeps the request in its authorization service, and knows none of our checks.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-2">RFC 9126, 2</a>
 */
final class PushedRequestEndpoint extends HttpFilter {
    private final transient PushedRequests requests;
    private final transient OAuthRefusals refusals;
    private final transient JsonMapper json;

    PushedRequestEndpoint(PushedRequests requests, OAuthRefusals refusals, JsonMapper json) {
        this.requests = requests;
        this.refusals = refusals;
        this.json = json;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!OAuthPaths.PAR.equals(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        // nobody comes here unproved: the step before this one answers them
        var proof = (OAuth2ClientAuthenticationToken)
                Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        Client client = RegisteredClients.clientOf(proof.getRegisteredClient());
        PushedRequests.Pushed pushed = requests.push(
                client,
                proof.getClientAuthenticationMethod().getValue(),
                request.getParameterMap(),
                OAuthContext.current().trace());
        switch (pushed) {
            case PushedRequests.Pushed.Kept(String requestUri) -> answer(requestUri, response);
            case PushedRequests.Pushed.Refused(String error) ->
                refusals.onAuthenticationFailure(request, response, new OAuth2AuthenticationException(error));
        }
    }

    private void answer(String requestUri, HttpServletResponse response) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("request_uri", requestUri);
        answer.put("expires_in", PushedRequests.LIFE.toSeconds());
        byte[] body = json.writeValueAsBytes(answer);
        response.setStatus(HttpStatus.CREATED.value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
