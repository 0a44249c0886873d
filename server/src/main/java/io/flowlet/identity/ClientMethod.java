package io.flowlet.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a client proves itself at the OAuth endpoints.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, 2.3</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc7523">RFC 7523</a>, <a href="https://www.rfc-editor.org/rfc/rfc8705">RFC 8705</a>
 */
public enum ClientMethod {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    PRIVATE_KEY_JWT,
    TLS_CLIENT_AUTH,
    SELF_SIGNED_TLS_CLIENT_AUTH,
    /** Not at all: a public client. */
    NONE;

    /** As the RFCs, the API and the database spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ClientMethod> of(String code) {
        return Arrays.stream(values())
                .filter(method -> method.code().equals(code))
                .findFirst();
    }

    /** Whether a secret of ours proves it: by Basic or in the form, as the client likes. */
    public boolean hasSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }

    /** Whether a certificate proves it. */
    public boolean isTls() {
        return this == TLS_CLIENT_AUTH || this == SELF_SIGNED_TLS_CLIENT_AUTH;
    }

    /** Whether the client registers keys of its own. */
    public boolean hasKeys() {
        return this == PRIVATE_KEY_JWT || this == SELF_SIGNED_TLS_CLIENT_AUTH;
    }
}
