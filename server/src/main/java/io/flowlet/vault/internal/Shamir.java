package io.flowlet.vault.internal;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Secret sharing: any {@code threshold} shares give the secret, fewer tell nothing about it.
 *
 * <p>Each byte is the value at 0 of a random polynomial of degree {@code threshold - 1} over GF(256) with the polynomial of AES, 0x11b; a share
 * is its value at the share's number. Arithmetic has neither tables nor branches that depend on secrets. Nothing here tells a wrong share
 * from a right one.
 *
 * @see <a href="https://doi.org/10.1145/359168.359176">Shamir, How to share a secret, 1979</a>
 * @see <a href="https://nvlpubs.nist.gov/nistpubs/FIPS/NIST.FIPS.197-upd1.pdf">FIPS 197 4.2, the field</a>
 */
final class Shamir {
    private static final int POLYNOMIAL = 0x11b;
    private static final int MOST_SHARES = 255;

    private Shamir() {}

    /**
     * Shares with the numbers 1 to {@code shares}.
     *
     * @param secret stays the caller's to wipe
     * @param threshold 2 to {@code shares}
     * @param shares at most 255
     */
    static SortedMap<Integer, byte[]> split(byte[] secret, int threshold, int shares, SecureRandom random) {
        if (threshold < 2 || shares < threshold || shares > MOST_SHARES) {
            throw new IllegalArgumentException("%d of %d shares".formatted(threshold, shares));
        }
        byte[][] coefficients = new byte[threshold][];
        coefficients[0] = secret;
        for (int degree = 1; degree < threshold; degree++) {
            coefficients[degree] = new byte[secret.length];
            random.nextBytes(coefficients[degree]);
        }
        SortedMap<Integer, byte[]> split = new TreeMap<>();
        for (int x = 1; x <= shares; x++) {
            split.put(x, valueAt(x, coefficients));
        }
        for (int degree = 1; degree < threshold; degree++) {
            Arrays.fill(coefficients[degree], (byte) 0);
        }
        return split;
    }

    /**
     * The secret of as many shares as the threshold was; the caller's to wipe.
     *
     * @param shares by their numbers, all of one length
     */
    static byte[] combine(Map<Integer, byte[]> shares) {
        int length = shares.values().iterator().next().length;
        byte[] secret = new byte[length];
        shares.forEach((x, share) -> {
            if (x < 1 || x > MOST_SHARES || share.length != length) {
                throw new IllegalArgumentException("share %d has %d bytes".formatted(x, share.length));
            }
            int weight = weightAtZero(x, shares.keySet());
            for (int i = 0; i < length; i++) {
                secret[i] ^= (byte) multiply(weight, share[i] & 0xff);
            }
        });
        return secret;
    }

    /** The product of two elements, 0 to 255. */
    static int multiply(int a, int b) {
        int product = 0;
        int shifted = a;
        for (int bit = 0; bit < Byte.SIZE; bit++) {
            product ^= shifted & -((b >>> bit) & 1);
            shifted = (shifted << 1) ^ (POLYNOMIAL & -(shifted >>> 7));
        }
        return product;
    }

    /** The inverse of an element, 0 for 0: its 254th power. */
    static int inverse(int a) {
        int power = a;
        for (int bit = 0; bit < 6; bit++) {
            power = multiply(multiply(power, power), a);
        }
        return multiply(power, power);
    }

    /** Lagrange's: of the value at 0 by the value at {@code x}. */
    private static int weightAtZero(int x, Iterable<Integer> all) {
        int weight = 1;
        for (int other : all) {
            if (other != x) {
                weight = multiply(weight, multiply(other, inverse(other ^ x)));
            }
        }
        return weight;
    }

    /** Horner's, from the highest degree down. */
    private static byte[] valueAt(int x, byte[][] coefficients) {
        byte[] value = new byte[coefficients[0].length];
        for (int degree = coefficients.length - 1; degree >= 0; degree--) {
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) (multiply(value[i] & 0xff, x) ^ coefficients[degree][i]);
            }
        }
        return value;
    }
}
