package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.internal.Ff1;
import io.flowlet.vault.internal.TenantSecrets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/**
 * Encrypts text into text of the same shape: as many characters, digits where all were digits, digits and capital letters otherwise.
 *
 * <p>FF1 under a key of the tenant and the kind; the tweak is the tenant, the kind and the part of the value that stays in clear, so that
 * equal parts beside different ones come out differently. What comes out is deterministic. It is made to be stored beside a real
 * ciphertext of the value, which is what opens again, and its key is never renewed, so that what comes out for two values never falls
 * together.
 *
 * <p>Transactions and errors as in {@link Vault}. Thread-safe.
 *
 * @see <a href="https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-38G.pdf">NIST SP 800-38G</a>
 */
@Component
public final class FormatPreserving {
    private static final String LABEL = "flowlet/format-preserving/1";
    private static final int LETTERS_AND_DIGITS = 36;
    private static final int DIGITS = 10;

    private final TenantSecrets secrets;

    FormatPreserving(TenantSecrets secrets) {
        this.secrets = secrets;
    }

    /** Whether {@code text} is long enough: a million values of its shape or more. */
    public static boolean isEnough(String text) {
        return Ff1.isEnough(radix(text), text.length());
    }

    /**
     * Encrypts {@code text}.
     *
     * @param kind what sort of value it is: a constant of the caller, never input
     * @param preserved the part of the value that stays in clear
     * @throws IllegalArgumentException if {@code text} is too short or holds other characters than 0-9 and A-Z
     * @throws IllegalStateException if a transaction of another tenant, or one without a tenant, is open
     * @throws DamagedKey if a stored secret does not open
     */
    public String encrypt(TenantId tenant, String kind, String preserved, String text) {
        int radix = radix(text);
        int[] digits = text.chars().map(FormatPreserving::digit).toArray();
        byte[] key = secrets.newestFirst(tenant, TenantSecrets.Use.FORMAT_PRESERVING)
                .getFirst()
                .derive(LABEL, kind);
        StringBuilder encrypted = new StringBuilder(text.length());
        for (int digit : Ff1.of(key, radix).encrypt(tweak(tenant, kind, preserved), digits)) {
            encrypted.append(Character.toUpperCase(Character.forDigit(digit, radix)));
        }
        return encrypted.toString();
    }

    private static int radix(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9') ? DIGITS : LETTERS_AND_DIGITS;
    }

    private static int digit(int c) {
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
            return Character.digit(c, LETTERS_AND_DIGITS);
        }
        throw new IllegalArgumentException("only digits and capital letters are encrypted in their format");
    }

    private static byte[] tweak(TenantId tenant, String kind, String preserved) {
        byte[] first = kind.getBytes(StandardCharsets.UTF_8);
        byte[] second = preserved.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 * Integer.BYTES + first.length + second.length)
                .putInt(tenant.value())
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .array();
    }
}
