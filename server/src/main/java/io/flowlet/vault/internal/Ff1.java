package io.flowlet.vault.internal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Format-preserving encryption with AES: digits of a radix become as many digits of the same radix.
 *
 * <p>Exactly FF1 of the standard, with its smallest domain, {@code radix^length >= 100}: enough values to hide one among are the caller's to
 * ask for. Of the standard's freedom this takes every radix, 2 to 65,536, at most {@value #MOST_DIGITS} digits and a tweak of at most
 * {@value #MOST_TWEAK_BYTES} bytes. Written here because no library of the build has it. Names are the standard's own. No message holds a digit,
 * a tweak or a key. Immutable, thread-safe.
 *
 * @see <a href="https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-38G.pdf">NIST SP 800-38G, 5.2 and algorithms 7 and 8</a>
 */
public final class Ff1 {
    static final int MOST_DIGITS = 1_024;
    static final int MOST_TWEAK_BYTES = 255;

    private static final int LEAST_RADIX = 2;
    private static final int LEAST_DIGITS = 2;
    private static final int MOST_RADIX = 65_536;
    private static final BigInteger LEAST_VALUES = BigInteger.valueOf(100);
    private static final int ROUNDS = 10;
    private static final int BLOCK_BYTES = 16;

    private final SecretKeySpec key;
    private final int radix;

    private Ff1(SecretKeySpec key, int radix) {
        this.key = key;
        this.radix = radix;
    }

    /**
     * A key for digits of one radix.
     *
     * @param key 16, 24 or 32 bytes, which stay the caller's to wipe
     * @throws IllegalArgumentException if the key's length or the radix is out of range
     */
    public static Ff1 of(byte[] key, int radix) {
        require(key.length == 16 || key.length == 24 || key.length == 32, "an AES key has 16, 24 or 32 bytes");
        require(radix >= LEAST_RADIX && radix <= MOST_RADIX, "a radix is 2 to 65,536");
        return new Ff1(new SecretKeySpec(key, "AES"), radix);
    }

    /**
     * Encrypts {@code digits}, which stay the caller's.
     *
     * @throws IllegalArgumentException if the tweak is too long, a digit is not one of the radix, or the digits are too few or too many
     */
    public int[] encrypt(byte[] tweak, int[] digits) {
        Rounds rounds = new Rounds(tweak, digits);
        BigInteger a = number(digits, 0, rounds.u);
        BigInteger b = number(digits, rounds.u, digits.length);
        for (int i = 0; i < ROUNDS; i++) {
            BigInteger c = a.add(rounds.y(i, b)).mod(rounds.modulus(i));
            a = b;
            b = c;
        }
        return rounds.digits(a, b);
    }

    /**
     * Opens what {@link #encrypt} gave under the same tweak; any other digits come out as something else, without a word.
     *
     * @throws IllegalArgumentException as {@link #encrypt}
     */
    public int[] decrypt(byte[] tweak, int[] digits) {
        Rounds rounds = new Rounds(tweak, digits);
        BigInteger a = number(digits, 0, rounds.u);
        BigInteger b = number(digits, rounds.u, digits.length);
        for (int i = ROUNDS - 1; i >= 0; i--) {
            BigInteger c = b.subtract(rounds.y(i, a)).mod(rounds.modulus(i));
            b = a;
            a = c;
        }
        return rounds.digits(a, b);
    }

    @Override
    public String toString() {
        return "Ff1[radix " + radix + "]";
    }

    /** What stays the same through the rounds of one call. Not thread-safe, as its cipher is not. */
    private final class Rounds {
        private final int n;
        private final int u;
        private final int v;
        private final BigInteger modulusU;
        private final BigInteger modulusV;
        private final int bytesB;
        private final int bytesD;
        private final Cipher cipher;
        /** P || Q: all but the round's number and the half that is its input is written once. */
        private final byte[] input;

        Rounds(byte[] tweak, int[] digits) {
            require(tweak.length <= MOST_TWEAK_BYTES, "a tweak has at most " + MOST_TWEAK_BYTES + " bytes");
            require(digits.length <= MOST_DIGITS, "at most " + MOST_DIGITS + " digits are encrypted");
            require(digits.length >= LEAST_DIGITS, "at least two digits are encrypted");
            for (int digit : digits) {
                require(digit >= 0 && digit < radix, "a digit is not one of the radix");
            }
            n = digits.length;
            u = n / 2;
            v = n - u;
            modulusU = BigInteger.valueOf(radix).pow(u);
            modulusV = BigInteger.valueOf(radix).pow(v);
            require(
                    modulusU.multiply(modulusV).compareTo(LEAST_VALUES) >= 0,
                    "fewer than a hundred values are possible");
            // ceil(ceil(v log2(radix)) / 8): the bytes of the greatest number of v digits
            bytesB = (modulusV.subtract(BigInteger.ONE).bitLength() + 7) / 8;
            bytesD = 4 * ((bytesB + 3) / 4) + 4;
            cipher = cipher();
            int padding = Math.floorMod(-tweak.length - bytesB - 1, BLOCK_BYTES);
            input = new byte[BLOCK_BYTES + tweak.length + padding + 1 + bytesB];
            ByteBuffer.wrap(input)
                    .put((byte) 1)
                    .put((byte) 2)
                    .put((byte) 1)
                    .put((byte) (radix >>> 16))
                    .putShort((short) radix)
                    .put((byte) ROUNDS)
                    .put((byte) u)
                    .putInt(n)
                    .putInt(tweak.length)
                    .put(tweak);
        }

        BigInteger modulus(int i) {
            return i % 2 == 0 ? modulusU : modulusV;
        }

        /** The number that round {@code i} adds to one half because of the other. */
        BigInteger y(int i, BigInteger half) {
            input[input.length - bytesB - 1] = (byte) i;
            put(half, input, bytesB);
            byte[] r = lastBlock(input);
            byte[] s = new byte[(bytesD + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES];
            System.arraycopy(r, 0, s, 0, BLOCK_BYTES);
            for (int j = 1; j * BLOCK_BYTES < bytesD; j++) {
                byte[] counted = r.clone();
                counted[BLOCK_BYTES - 2] ^= (byte) (j >>> 8);
                counted[BLOCK_BYTES - 1] ^= (byte) j;
                System.arraycopy(lastBlock(counted), 0, s, j * BLOCK_BYTES, BLOCK_BYTES);
            }
            return new BigInteger(1, s, 0, bytesD);
        }

        int[] digits(BigInteger a, BigInteger b) {
            int[] digits = new int[n];
            write(a, digits, 0, u);
            write(b, digits, u, n);
            return digits;
        }

        /** PRF of the standard: CBC-MAC; of one block that is the block cipher itself. */
        private byte[] lastBlock(byte[] blocks) {
            try {
                byte[] all = cipher.doFinal(blocks);
                return Arrays.copyOfRange(all, all.length - BLOCK_BYTES, all.length);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("whole blocks are always encrypted", e);
            }
        }
    }

    private Cipher cipher() {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            // a constant start is what makes it a MAC; doFinal goes back to it
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK_BYTES]));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java encrypts with AES-CBC", e);
        }
    }

    private BigInteger number(int[] digits, int from, int to) {
        BigInteger base = BigInteger.valueOf(radix);
        BigInteger number = BigInteger.ZERO;
        for (int i = from; i < to; i++) {
            number = number.multiply(base).add(BigInteger.valueOf(digits[i]));
        }
        return number;
    }

    private void write(BigInteger number, int[] digits, int from, int to) {
        BigInteger base = BigInteger.valueOf(radix);
        BigInteger rest = number;
        for (int i = to - 1; i >= from; i--) {
            BigInteger[] parts = rest.divideAndRemainder(base);
            digits[i] = parts[1].intValue();
            rest = parts[0];
        }
    }

    /** Writes {@code number} big endian into the last {@code length} bytes of {@code to}. */
    private static void put(BigInteger number, byte[] to, int length) {
        byte[] bytes = number.toByteArray();
        int from = Math.max(0, bytes.length - length); // a leading zero byte for the sign
        int count = bytes.length - from;
        Arrays.fill(to, to.length - length, to.length - count, (byte) 0);
        System.arraycopy(bytes, from, to, to.length - count, count);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
