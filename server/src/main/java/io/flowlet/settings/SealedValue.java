package io.flowlet.settings;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An encrypted value, {@code enc:v1:<kid>:<base64url of nonce, ciphertext and tag>}: AES-256-GCM, bound to the name of its key.
 *
 * @param kid of the key that sealed it
 * @param box nonce, ciphertext, tag
 */
record SealedValue(String kid, byte[] box) {
    /** What a text that was written for a setting is. */
    sealed interface Read {
        /** No encrypted value. */
        record Clear() implements Read {}

        record Sealed(SealedValue value) implements Read {}

        /**
         * Encrypted, but not as this version does it, or not whole.
         *
         * @param shown what may be told of it
         * @param why what is wrong with it
         */
        record Unreadable(String shown, String why) implements Read {}
    }

    static final String SHOWN = "(encrypted)";

    /** Where a value stands in a file's text, whatever its box holds. */
    static final String TOKEN = "enc:v1:[0-9a-f]{16}:[A-Za-z0-9_-]+";

    private static final String SCHEME = "enc:";
    private static final String HEAD = "enc:v1:";
    private static final Pattern VERSION = Pattern.compile("(?i)enc:(v[0-9a-z]{1,8}):.*", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("enc:v1:([0-9a-f]{16}):([A-Za-z0-9_-]{38,})");
    private static final int KID_END = HEAD.length() + 16;
    private static final int FEWEST_CHARACTERS = KID_END + 1 + 38;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String LABEL = "flowlet/setting/1";
    private static final SecureRandom RANDOM = new SecureRandom();

    static Read read(String text) {
        if (!isMeantAsOne(text)) {
            return new Read.Clear();
        }
        Matcher whole = WHOLE.matcher(text);
        if (whole.matches()) {
            return decoded(whole.group(2))
                    .<Read>map(box -> new Read.Sealed(new SealedValue(whole.group(1), box)))
                    .orElseGet(SealedValue::damaged);
        }
        Matcher version = VERSION.matcher(text);
        return version.matches() && !version.group(1).equals("v1")
                ? new Read.Unreadable("enc:" + version.group(1), "is of another version, this one reads enc:v1 only")
                : damaged();
    }

    /** Encrypts under a new random nonce; some 2^32 values a key are safe, an installation has dozens. */
    static String seal(String name, String value, String kid, SecretKeySpec key) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] clear = value.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, name).doFinal(clear);
            byte[] box = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return HEAD + kid + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(box);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java encrypts with AES-GCM", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** The value, if it was sealed by {@code key} for the key {@code name} and not altered since. */
    Optional<String> open(String name, SecretKeySpec key) {
        byte[] nonce = Arrays.copyOf(box, NONCE_BYTES);
        try {
            byte[] clear =
                    cipher(Cipher.DECRYPT_MODE, key, nonce, name).doFinal(box, NONCE_BYTES, box.length - NONCE_BYTES);
            String value = new String(clear, StandardCharsets.UTF_8);
            Arrays.fill(clear, (byte) 0);
            return Optional.of(value);
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /**
     * Also a text that is an encrypted value but for a character or two: damage to the first letters must not turn a ciphertext into a
     * password. No text of this length becomes one by chance, 24 of its characters would have to be right.
     */
    private static boolean isMeantAsOne(String text) {
        if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return true;
        }
        return text.length() >= FEWEST_CHARACTERS - 1
                && IntStream.range(0, text.length())
                                .filter(at -> !fits(text.charAt(at), at))
                                .limit(3)
                                .count()
                        <= 2;
    }

    private static boolean fits(char written, int at) {
        if (at < HEAD.length()) {
            return written == HEAD.charAt(at);
        }
        if (at < KID_END) {
            return "0123456789abcdef".indexOf(written) >= 0;
        }
        return at == KID_END
                ? written == ':'
                : written == '-' || written == '_' || (written < 128 && Character.isLetterOrDigit(written));
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            byte[] box = Base64.getUrlDecoder().decode(text);
            // the decoder overlooks bits that the last character has beyond the last byte
            boolean exact =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(box).equals(text);
            return exact ? Optional.of(box) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Read damaged() {
        return new Read.Unreadable(SHOWN, "is damaged or cut");
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String name)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((LABEL + "\0" + SettingKey.PREFIX + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
