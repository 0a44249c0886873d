package io.flowlet.tlog;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 hash: exactly 32 bytes, never more or fewer.
 *
 * <p>Leaves and nodes are hashed with different prefixes ({@code 0x00}, {@code 0x01}), so that a node can never be shown as a leaf.
 * Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, section 2.1</a>
 */
public final class Hash {
    /** Bytes in a hash. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The hash with these bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 32 bytes
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** The hash at {@code offset} of a longer array, such as a tile. */
    public static Hash at(byte[] bytes, int offset) {
        return new Hash(Arrays.copyOfRange(bytes, offset, offset + BYTES));
    }

    /**
     * Reads the base64 form.
     *
     * @throws Malformed unless {@code text} is the canonical base64 of 32 bytes
     */
    public static Hash ofBase64(String text) throws Malformed {
        return ofLength(Strict.base64(text));
    }

    /**
     * Reads the hexadecimal form.
     *
     * @throws Malformed unless {@code text} is 64 lower-case hexadecimal digits
     */
    public static Hash ofHex(String text) throws Malformed {
        return ofLength(Strict.hex(text));
    }

    private static Hash ofLength(byte[] bytes) throws Malformed {
        if (bytes.length != BYTES) {
            throw new Malformed("a hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return new Hash(bytes);
    }

    /** {@code SHA-256(bytes)}. */
    public static Hash sha256(byte[] bytes) {
        return new Hash(new Hasher().sha256(bytes));
    }

    /** {@code SHA-256(0x00 || entry)}: the leaf of a log entry. */
    public static Hash leaf(byte[] entry) {
        return new Hash(new Hasher().leaf(entry));
    }

    /** {@code SHA-256(0x01 || left || right)}: the parent of two nodes. */
    public static Hash node(Hash left, Hash right) {
        return new Hash(new Hasher().node(left.bytes, right.bytes));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Not a copy: for the hot loops of this package, which never write to it. */
    byte[] shared() {
        return bytes;
    }

    /** Takes the array over: for this package, which has just made it. */
    static Hash owning(byte[] bytes) {
        return new Hash(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
