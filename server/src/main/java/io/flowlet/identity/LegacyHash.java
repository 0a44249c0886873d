package io.flowlet.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A password as another system kept it: one SHA-256 of its UTF-8 bytes, bare or with a salt before or after them. Such a hash is guessed at
 * billions of tries a second: it is never stored as it is. Shows nothing.
 */
public final class LegacyHash {
    /** Of SHA-256. */
    public static final int BYTES = 32;

    /** The longest salt. */
    public static final int LONGEST_SALT = 64;

    /** Where the salt stood when the password was hashed. */
    public enum Salted {
        BARE,
        SALT_BEFORE,
        SALT_AFTER
    }

    /** How bytes are written in a file. */
    public enum Encoding {
        /** Either case. */
        HEX,
        /** The usual alphabet or that of URLs, padded or not. */
        BASE64,
        /** As the characters' UTF-8. */
        TEXT;

        /** Empty if {@code text} is not so written. */
        public Optional<byte[]> decode(String text) {
            try {
                return Optional.of(
                        switch (this) {
                            case HEX -> HexFormat.of().parseHex(text);
                            case BASE64 ->
                                Base64.getDecoder()
                                        .decode(text.replace('-', '+').replace('_', '/'));
                            case TEXT -> text.getBytes(StandardCharsets.UTF_8);
                        });
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    private final Salted salted;
    private final byte[] salt;
    private final byte[] digest;

    private LegacyHash(Salted salted, byte[] salt, byte[] digest) {
        this.salted = salted;
        this.salt = salt.clone();
        this.digest = digest.clone();
    }

    /**
     * With a salt, if {@code salted} says so.
     *
     * @throws IllegalArgumentException unless {@code digest} has 32 bytes and {@code salt}, where there is one, 1 to 64
     */
    public static LegacyHash of(Salted salted, byte @Nullable [] salt, byte[] digest) {
        byte[] known = salt == null ? new byte[0] : salt;
        boolean fits = salted == Salted.BARE ? known.length == 0 : known.length > 0 && known.length <= LONGEST_SALT;
        if (!fits || digest.length != BYTES) {
            throw new IllegalArgumentException("no SHA-256 with a salt of 1 to 64 bytes, or without");
        }
        return new LegacyHash(salted, known, digest);
    }

    public Salted salted() {
        return salted;
    }

    public byte[] salt() {
        return Arrays.copyOf(salt, salt.length);
    }

    public byte[] digest() {
        return Arrays.copyOf(digest, digest.length);
    }
}
