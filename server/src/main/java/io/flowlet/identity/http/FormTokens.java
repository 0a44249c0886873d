package io.flowlet.identity.http;

import io.flowlet.identity.internal.Secrets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The hidden field without which a form is not carried out: an HMAC over the browser's own cookie and what the form is for, so that another
 * site cannot have a person's browser send one. Nothing is stored. Thread-safe.
 */
@Component
final class FormTokens {
    static final String FIELD = "form_token";

    private static final String FRESH = FormTokens.class.getName();

    private final Secrets secrets;
    private final BrowserAnswers answers;

    FormTokens(Secrets secrets, BrowserAnswers answers) {
        this.secrets = secrets;
        this.answers = answers;
    }

    /** The field of a form that is about to be shown; sets the cookie if the browser has none. */
    String token(HttpServletRequest request, HttpServletResponse response, String form) {
        String cookie = answers.formCookie(request).orElseGet(() -> fresh(request, response));
        return secrets.formToken(cookie, form);
    }

    // one for all forms of the page
    private String fresh(HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(FRESH) instanceof String before) {
            return before;
        }
        String secret = secrets.newSecret();
        answers.setFormCookie(response, secret);
        request.setAttribute(FRESH, secret);
        return secret;
    }

    /** Whether the form that was sent is one that this browser was shown. */
    boolean isOwn(HttpServletRequest request, String form) {
        @Nullable String sent = request.getParameter(FIELD);
        Optional<String> cookie = answers.formCookie(request);
        return sent != null
                && cookie.isPresent()
                && MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8),
                        secrets.formToken(cookie.get(), form).getBytes(StandardCharsets.UTF_8));
    }
}
