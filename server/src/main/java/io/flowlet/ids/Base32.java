package io.flowlet.ids;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * 128 bits as 26 characters of Crockford's base 32 in lower case, most significant first, so that text sorts as the bits do.
 *
 * <p>26 characters carry 130 bits: the first two are zero, hence the first character is {@code 0} to {@code 7}. Crockford's
 * leniency (upper case, {@code o} for {@code 0}, hyphens) is left out, because one id must have one spelling.
 *
 * @see <a href="https://www.crockford.com/base32.html">Douglas Crockford, Base 32</a>
 */
final class Base32 {
    static final int LENGTH = 26;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final byte[] VALUES = new byte[128];
    private static final int INVALID = -1;

    static {
        Arrays.fill(VALUES, (byte) INVALID);
        for (int value = 0; value < ALPHABET.length(); value++) {
            VALUES[ALPHABET.charAt(value)] = (byte) value;
        }
    }

    private Base32() {}

    static String encode(UUID bits) {
        char[] text = new char[LENGTH];
        long high = bits.getMostSignificantBits();
        long low = bits.getLeastSignificantBits();
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) low & 31);
            low = low >>> 5 | high << 59;
            high >>>= 5;
        }
        return new String(text);
    }

    /** The bits of {@code text} from {@code start} to its end, or empty when that is not exactly one canonical spelling. */
    static Optional<UUID> decode(String text, int start) {
        if (text.length() - start != LENGTH || text.charAt(start) > '7') {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c < VALUES.length ? VALUES[c] : INVALID;
            if (value == INVALID) {
                return Optional.empty();
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | value;
        }
        return Optional.of(new UUID(high, low));
    }
}
