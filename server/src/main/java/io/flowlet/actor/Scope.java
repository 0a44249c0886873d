package io.flowlet.actor;

import java.util.regex.Pattern;

/**
 * A permission written {@code resource:action}, for example {@code payments:write}; what is not granted is denied.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749, 3.3</a>
 */
public record Scope(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z_]{1,40}:[a-z_]{1,40}");

    public Scope {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a scope is resource:action in lower case");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
