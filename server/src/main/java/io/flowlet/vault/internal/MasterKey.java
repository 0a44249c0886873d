package io.flowlet.vault.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The root of all keys and the line {@code flk1:<kid>:<base64>} that holds it. Shows its id only.
 *
 * <p>{@code kid} is derived from the key, so a line that was altered or cut is told apart from another key's.
 */
public final class MasterKey {
    /** What {@link #parse} makes of a line. */
    sealed interface Parsed {
        record Good(MasterKey key) implements Parsed {}

        /** Not such a line at all. */
        record NotALine() implements Parsed {}

        /** Such a line, but its key is not the one that its id names. */
        record Altered() implements Parsed {}
    }

    private static final String PREFIX = "flk1:";
    private static final int KID_DIGITS = 16;
    private static final int KEY_AT = PREFIX.length() + KID_DIGITS + 1;
    private static final int BASE64_BYTES = 44;
    private static final int LINE_BYTES = KEY_AT + BASE64_BYTES;

    private final String kid;
    private final SealingKey key;

    private MasterKey(String kid, SealingKey key) {
        this.kid = kid;
        this.key = key;
    }

    /** A new key's line without a line feed; a secret, the caller's to wipe. */
    public static byte[] newLine() {
        byte[] key = SealingKey.newBytes();
        byte[] encoded = Base64.getEncoder().encode(key);
        byte[] line = new byte[LINE_BYTES];
        ByteBuffer.wrap(line).put(ascii(PREFIX + kidOf(key) + ":")).put(encoded);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(encoded, (byte) 0);
        return line;
    }

    /** The id that {@code line} names. */
    static String kidIn(byte[] line) {
        return text(line, PREFIX.length(), KEY_AT - 1);
    }

    /** Reads a line with or without its line feed. */
    static Parsed parse(byte[] line) {
        byte[] key = decode(line).orElseGet(() -> new byte[0]);
        try {
            if (key.length != SealingKey.KEY_BYTES) {
                return new Parsed.NotALine();
            }
            String kid = kidOf(key);
            if (!kid.equals(kidIn(line))) {
                return new Parsed.Altered();
            }
            return new Parsed.Good(new MasterKey(kid, SealingKey.of(HexFormat.fromHexDigits(kid, 0, 8), key)));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    public String kid() {
        return kid;
    }

    SealingKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "MasterKey[" + kid + "]";
    }

    private static Optional<byte[]> decode(byte[] line) {
        if (!isWhole(line) || !text(line, 0, PREFIX.length()).equals(PREFIX) || line[KEY_AT - 1] != ':') {
            return Optional.empty();
        }
        byte[] encoded = Arrays.copyOfRange(line, KEY_AT, LINE_BYTES);
        try {
            return Optional.of(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static boolean isWhole(byte[] line) {
        return line.length == LINE_BYTES || (line.length == LINE_BYTES + 1 && line[LINE_BYTES] == '\n');
    }

    /** The first 64 bits of an HMAC under the key itself: it names the key and tells nothing about it. */
    private static String kidOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal(ascii("flowlet/master-key/kid/1"));
            return HexFormat.of().formatHex(digest, 0, KID_DIGITS / 2);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
