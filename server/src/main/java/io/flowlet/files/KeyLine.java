package io.flowlet.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a key is written in a file: {@code <prefix><kid>:<base64 of 32 bytes>}, 43 characters and one {@code =}.
 *
 * <p>{@code kid} is derived from the key, so a line that was altered or cut is told apart from another key's.
 *
 * @param prefix of the kind of key, with its version: {@code flk1:}
 * @param label what the id is derived under; another one for each kind
 */
public record KeyLine(String prefix, String label) {
    /** What {@link #read} makes of a line. */
    public sealed interface Read {
        /**
         * @param kid names the key and tells nothing about it
         * @param key 32 bytes, the reader's to wipe
         */
        record Good(String kid, byte[] key) implements Read {
            @Override
            public String toString() {
                return "Good[" + kid + "]";
            }
        }

        /** Not such a line at all. */
        record NotALine() implements Read {}

        /** Such a line, but its key is not the one that its id names. */
        record Altered() implements Read {}
    }

    private static final int KEY_BYTES = 32;
    private static final int KID_DIGITS = 16;
    private static final int BASE64_BYTES = 44;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A line of {@link #bytes} with a new key, without a line feed; a secret, the caller's to wipe. */
    public byte[] fresh() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        try {
            return of(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The line of {@link #bytes} that holds {@code key}, 32 bytes, without a line feed; a secret, the caller's to wipe, as is the key. */
    public byte[] of(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has %d bytes, not %d".formatted(KEY_BYTES, key.length));
        }
        byte[] encoded = Base64.getEncoder().encode(key);
        byte[] line = new byte[bytes()];
        ByteBuffer.wrap(line).put(ascii(prefix + kidOf(key) + ":")).put(encoded);
        Arrays.fill(encoded, (byte) 0);
        return line;
    }

    /** The id that {@code line}, which is one, names. */
    public String kidIn(byte[] line) {
        return text(line, prefix.length(), keyAt() - 1);
    }

    /** Reads a line without its line feed. */
    public Read read(byte[] line) {
        byte[] key = decode(line).orElseGet(() -> new byte[0]);
        if (key.length != KEY_BYTES) {
            Arrays.fill(key, (byte) 0);
            return new Read.NotALine();
        }
        String kid = kidOf(key);
        if (!kid.equals(kidIn(line))) {
            Arrays.fill(key, (byte) 0);
            return new Read.Altered();
        }
        return new Read.Good(kid, key);
    }

    /** How long a line is, without its line feed. */
    public int bytes() {
        return keyAt() + BASE64_BYTES;
    }

    private int keyAt() {
        return prefix.length() + KID_DIGITS + 1;
    }

    private Optional<byte[]> decode(byte[] line) {
        if (line.length != bytes() || !text(line, 0, prefix.length()).equals(prefix) || line[keyAt() - 1] != ':') {
            return Optional.empty();
        }
        byte[] encoded = Arrays.copyOfRange(line, keyAt(), line.length);
        try {
            return Optional.of(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** The first 64 bits of an HMAC under the key itself. */
    private String kidOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(ascii(label)), 0, KID_DIGITS / 2);
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
