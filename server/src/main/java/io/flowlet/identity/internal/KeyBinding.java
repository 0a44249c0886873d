package io.flowlet.identity.internal;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key that a token is worth nothing without.
 *
 * @param thumbprint SHA-256 in base64url: 43 characters
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7800#section-3">RFC 7800, 3</a>
 */
public record KeyBinding(Kind kind, String thumbprint) {
    private static final int LENGTH = 43;

    public KeyBinding {
        if (thumbprint.length() != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 in base64url has 43 characters");
        }
    }

    /** How the holder shows the key. */
    public enum Kind {
        /** It signs each request: the thumbprint of RFC 7638. */
        PROOF("jkt"),
        /** It is that of the TLS connection's certificate. */
        CERTIFICATE("x5t#S256");

        private final String member;

        Kind(String member) {
            this.member = member;
        }

        /** The member of {@code cnf}. */
        String member() {
            return member;
        }

        static Kind of(String member) {
            return Arrays.stream(values())
                    .filter(kind -> kind.member.equals(member))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no confirmation method: " + member));
        }
    }

    static KeyBinding proof(String jkt) {
        return new KeyBinding(Kind.PROOF, jkt);
    }

    static KeyBinding certificate(String thumbprint) {
        return new KeyBinding(Kind.CERTIFICATE, thumbprint);
    }

    /** Whether {@code shown} will do where that with the thumbprint {@code jkt} must be shown; null: any, or none. */
    static boolean isOf(@Nullable String jkt, @Nullable KeyBinding shown) {
        return jkt == null
                || (shown != null
                        && shown.kind() == Kind.PROOF
                        && shown.thumbprint().equals(jkt));
    }

    /** The value of the claim {@code cnf}. */
    Map<String, Object> confirmation() {
        return Map.of(kind.member(), thumbprint);
    }
}
