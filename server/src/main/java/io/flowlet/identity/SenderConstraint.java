package io.flowlet.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a client's tokens are bound to, so that whoever steals one holds nothing. */
public enum SenderConstraint {
    /** Nothing: bearer tokens, unless the client sends a proof by itself. */
    NONE,
    /** A key that signs each request (RFC 9449). */
    DPOP,
    /** The client's certificate (RFC 8705, 3). */
    MTLS;

    /** As the API and the database spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SenderConstraint> of(String code) {
        return Arrays.stream(values())
                .filter(constraint -> constraint.code().equals(code))
                .findFirst();
    }
}
