package io.flowlet.identity.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an answer of the authorization endpoint reaches the client.
 *
 * @see <a href="https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html">OAuth 2.0 Form Post Response Mode</a>
 */
public enum ResponseMode {
    QUERY,
    /** By a form that the person's browser posts, so that no code stands in an address. */
    FORM_POST;

    /** As requests and metadata spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> codes() {
        return Arrays.stream(values()).map(ResponseMode::code).toList();
    }

    /** The usual one for no text; empty for text that names none. */
    static Optional<ResponseMode> of(@Nullable String text) {
        if (text == null || text.equals(QUERY.code())) {
            return Optional.of(QUERY);
        }
        return text.equals(FORM_POST.code()) ? Optional.of(FORM_POST) : Optional.empty();
    }
}
