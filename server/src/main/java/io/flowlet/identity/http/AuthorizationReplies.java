package io.flowlet.identity.http;

import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.internal.AuthorizationRequest.Reply;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Sends a person back to a client with an answer, which names this server ({@code iss}) and repeats the client's {@code state}. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9207">RFC 9207</a>, <a
 *     href="https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html">OAuth 2.0 Form Post Response Mode</a>
 */
@Component
final class AuthorizationReplies {
    private final BrowserAnswers answers;
    private final SignInPages pages;
    private final IdentitySettings settings;

    AuthorizationReplies(BrowserAnswers answers, SignInPages pages, IdentitySettings settings) {
        this.answers = answers;
        this.pages = pages;
        this.settings = settings;
    }

    /** Where an answer goes, and how. */
    record To(RedirectUri uri, Reply reply) {}

    ResponseEntity<String> code(To to, String code, HttpServletResponse response) {
        return send(to, "code", code, response);
    }

    ResponseEntity<String> error(To to, String error, HttpServletResponse response) {
        return send(to, "error", error, response);
    }

    private ResponseEntity<String> send(To to, String name, String value, HttpServletResponse response) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put(name, value);
        if (to.reply().state() != null) {
            answer.put("state", to.reply().state());
        }
        answer.put("iss", settings.issuer());
        return switch (to.reply().mode()) {
            case QUERY -> answers.redirect(to.uri().with(encoded(answer)));
            case FORM_POST ->
                answers.posting(pages.posting(to.uri(), answer), to.uri().origin(), response);
        };
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> encoded(each.getKey(), each.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String name, String value) {
        return encoded(name) + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
