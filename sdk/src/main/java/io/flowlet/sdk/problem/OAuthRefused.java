package io.flowlet.sdk.problem;

import org.jspecify.annotations.Nullable;

/**
 * An endpoint under {@code /oauth2/} refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, 5.2</a>
 */
public final class OAuthRefused extends FlowletException {
    private final int status;
    private final String error;
    private final @Nullable String description;

    public OAuthRefused(int status, String error, @Nullable String description) {
        super(error + (description == null ? "" : ": " + description) + " (" + status + ")", null);
        this.status = status;
        this.error = error;
        this.description = description;
    }

    public int status() {
        return status;
    }

    /** For example {@code invalid_client}, {@code invalid_grant}; a code of a later server comes through as it is. */
    public String error() {
        return error;
    }

    /** For a log, not for a person's eyes. */
    public @Nullable String description() {
        return description;
    }
}
