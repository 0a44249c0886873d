package io.flowlet.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands a token out. Its life is told as it was issued; Spring's own answer subtracts what the wall clock has passed since.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749, 5.1</a>
 */
@Component
final class TokenAnswer implements AuthenticationSuccessHandler {
    private final JsonMapper json;

    TokenAnswer(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication granted) throws IOException {
        OAuth2AccessTokenAuthenticationToken made = (OAuth2AccessTokenAuthenticationToken) granted;
        OAuth2AccessToken token = made.getAccessToken();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", token.getTokenValue());
        answer.put("token_type", token.getTokenType().getValue());
        answer.put("expires_in", lifeSeconds(token));
        OAuth2RefreshToken refresh = made.getRefreshToken();
        if (refresh != null) {
            answer.put("refresh_token", refresh.getTokenValue());
        }
        answer.put("scope", String.join(" ", new TreeSet<>(token.getScopes())));
        answer.putAll(made.getAdditionalParameters());
        byte[] body = json.writeValueAsBytes(answer);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** How a token that is bound so is sent to a resource. */
    static OAuth2AccessToken.TokenType typeOf(@Nullable KeyBinding binding) {
        return binding != null && binding.kind() == KeyBinding.Kind.PROOF
                ? OAuth2AccessToken.TokenType.DPOP
                : OAuth2AccessToken.TokenType.BEARER;
    }

    private static long lifeSeconds(OAuth2AccessToken token) {
        return ChronoUnit.SECONDS.between(
                Objects.requireNonNull(token.getIssuedAt()), Objects.requireNonNull(token.getExpiresAt()));
    }
}
