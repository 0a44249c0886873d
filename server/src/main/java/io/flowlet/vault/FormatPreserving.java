package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.internal.Ff1;
import io.flowlet.vault.internal.TenantSecrets;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
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
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/g/r1/2pd">SP 800-38G revision 1: the smallest domain, and no FF3</a>
 */
@Component
public final class FormatPreserving {
    private static final String LABEL = "flowlet/format-preserving/1";
    private static final int LETTERS_AND_DIGITS = 36;
    private static final int DIGITS = 10;
    /** The smallest domain of the standard's revision; its first edition, and so {@link Ff1}, takes a hundred values. */
    private static final BigInteger LEAST_VALUES = BigInteger.valueOf(1_000_000);

    private final TenantSecrets secrets;

    FormatPreserving(TenantSecrets secrets) {
        this.secrets = secrets;
    }

    /** Whether {@code text} is long enough: a million values of its shape or more. */
    public static boolean isEnough(String text) {
        return BigInteger.valueOf(radix(text)).pow(text.length()).compareTo(LEAST_VALUES) >= 0;
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
        return encrypt(tenant, kind, preserved, text, any -> true);
    }

    /**
     * Encrypts {@code text}, again and again until the result is one of {@code wanted}: cycle walking, which keeps what comes out for two texts
     * from falling together.
     *
     * @param wanted holds for {@code text}, and should for most texts of its shape: each is one more encryption
     * @throws IllegalArgumentException as {@link #encrypt(TenantId, String, String, String)}, or if {@code text} is not wanted itself
     * @see <a href="https://www.cs.ucdavis.edu/~rogaway/papers/subset.pdf">Black, Rogaway: Ciphers with arbitrary finite domains, 4</a>
     */
    public String encrypt(TenantId tenant, String kind, String preserved, String text, Predicate<String> wanted) {
        require(isEnough(text), "fewer than a million values are possible: too few to hide one");
        require(wanted.test(text), "only what is wanted itself comes back to it");
        int radix = radix(text);
        byte[] key = secrets.newestFirst(tenant, TenantSecrets.Use.FORMAT_PRESERVING)
                .getFirst()
                .derive(LABEL, kind);
        Ff1 ff1 = Ff1.of(key, radix);
        byte[] tweak = tweak(tenant, kind, preserved);
        int[] digits = text.chars().map(FormatPreserving::digit).toArray();
        String encrypted;
        do {
            digits = ff1.encrypt(tweak, digits);
            encrypted = text(digits, radix);
        } while (!wanted.test(encrypted));
        return encrypted;
    }

    private static String text(int[] digits, int radix) {
        StringBuilder text = new StringBuilder(digits.length);
        for (int digit : digits) {
            text.append(Character.toUpperCase(Character.forDigit(digit, radix)));
        }
        return text.toString();
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

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
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
