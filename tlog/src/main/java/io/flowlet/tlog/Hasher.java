package io.flowlet.tlog;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The three hashes of a log, on one digest that is used again and again: making one costs as much as a hash. Not thread-safe. */
final class Hasher {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest;

    Hasher() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    byte[] sha256(byte[] bytes) {
        return digest.digest(bytes);
    }

    byte[] leaf(byte[] entry) {
        digest.update(LEAF);
        return digest.digest(entry);
    }

    byte[] node(byte[] left, byte[] right) {
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }

    /** The root of {@code count} (a power of two) neighbouring hashes that start at {@code offset}; {@code hashes} is left as it is. */
    byte[] subtree(byte[] hashes, int offset, int count) {
        byte[] work = new byte[count * Hash.BYTES];
        System.arraycopy(hashes, offset, work, 0, work.length);
        for (int width = count; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                digest.update(NODE);
                digest.update(work, 2 * i * Hash.BYTES, 2 * Hash.BYTES);
                digestInto(work, i * Hash.BYTES);
            }
        }
        return count == 1 ? work : Arrays.copyOf(work, Hash.BYTES);
    }

    private void digestInto(byte[] target, int offset) {
        try {
            digest.digest(target, offset, Hash.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes are room enough for SHA-256", e);
        }
    }
}
