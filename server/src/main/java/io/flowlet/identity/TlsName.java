package io.flowlet.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The one name that a client's certificate must hold.
 *
 * @param value 1 to 500 characters
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2.1.2">RFC 8705, 2.1.2</a>
 */
public record TlsName(Kind kind, String value) {
    private static final int LONGEST = 500;

    /** @throws IllegalArgumentException if {@code value} is empty or too long */
    public TlsName {
        if (value.isBlank() || value.length() > LONGEST) {
            throw new IllegalArgumentException("a name in a certificate has 1 to %d characters".formatted(LONGEST));
        }
    }

    /** Where in the certificate. */
    public enum Kind {
        /** Of RFC 4514. */
        SUBJECT_DN,
        SAN_DNS,
        SAN_URI,
        SAN_IP,
        SAN_EMAIL;

        /** As the API and the database spell it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> of(String code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code().equals(code))
                    .findFirst();
        }
    }
}
