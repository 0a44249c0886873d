package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.testing.Cases;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShamirTests {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void multipliesAsTheStandardOfTheFieldShows() {
        // FIPS 197, 4.2 and 4.2.1
        assertThat(Shamir.multiply(0x57, 0x83)).isEqualTo(0xc1);
        assertThat(Shamir.multiply(0x57, 0x13)).isEqualTo(0xfe);
        assertThat(Shamir.multiply(0x57, 0x02)).isEqualTo(0xae);
        assertThat(Shamir.multiply(0x57, 0x10)).isEqualTo(0x07);
        assertThat(Shamir.inverse(0x53)).isEqualTo(0xca);
    }

    @Test
    void isAField() {
        for (int a = 0; a < 256; a++) {
            assertThat(Shamir.multiply(a, 1)).isEqualTo(a);
            assertThat(Shamir.multiply(a, 0)).isZero();
            assertThat(Shamir.multiply(a, Shamir.inverse(a))).isEqualTo(a == 0 ? 0 : 1);
            for (int b = 0; b < 256; b++) {
                int product = Shamir.multiply(a, b);
                assertThat(product).isBetween(0, 255).isEqualTo(Shamir.multiply(b, a));
                int c = (a * 31 + b) & 0xff;
                assertThat(Shamir.multiply(a, b ^ c)).isEqualTo(product ^ Shamir.multiply(a, c));
                assertThat(Shamir.multiply(product, c)).isEqualTo(Shamir.multiply(a, Shamir.multiply(b, c)));
            }
        }
    }

    @Test
    void givesTheSharesOfAPolynomialWorkedOutByHand() {
        // f(x) = 42 + 07 x: f(1) = 42 ^ 07, f(2) = 42 ^ 0e, f(3) = 42 ^ 09
        SortedMap<Integer, byte[]> shares = Shamir.split(new byte[] {0x42}, 2, 3, always((byte) 0x07));
        assertThat(shares.get(1)).containsExactly(0x45);
        assertThat(shares.get(2)).containsExactly(0x4c);
        assertThat(shares.get(3)).containsExactly(0x4b);
    }

    @Test
    void anyTwoOfThreeGiveEachSecretBackWithEachCoefficient() {
        for (int secret = 0; secret < 256; secret++) {
            for (int coefficient = 0; coefficient < 256; coefficient += 5) {
                SortedMap<Integer, byte[]> shares =
                        Shamir.split(new byte[] {(byte) secret}, 2, 3, always((byte) coefficient));
                for (int leftOut = 1; leftOut <= 3; leftOut++) {
                    SortedMap<Integer, byte[]> two = new TreeMap<>(shares);
                    two.remove(leftOut);
                    assertThat(Shamir.combine(two)).containsExactly((byte) secret);
                }
            }
        }
    }

    @Test
    void oneShareIsEquallyLikelyForEachSecret() {
        // perfect secrecy, counted out: for each secret each value of a share comes from exactly one coefficient
        for (int number = 1; number <= 3; number++) {
            for (int secret : new int[] {0, 1, 0x5a, 0xff}) {
                boolean[] seen = new boolean[256];
                for (int coefficient = 0; coefficient < 256; coefficient++) {
                    byte[] share = Objects.requireNonNull(
                            Shamir.split(new byte[] {(byte) secret}, 2, 3, always((byte) coefficient))
                                    .get(number));
                    seen[share[0] & 0xff] = true;
                }
                assertThat(seen).as("share %d of %d", number, secret).doesNotContain(false);
            }
        }
    }

    @Test
    void sharesOfOneSecretLookLikeNoise() {
        int rounds = 4_000;
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 'A');
        int[][] counts = new int[3][256];
        for (int i = 0; i < rounds; i++) {
            Shamir.split(secret, 2, 3, RANDOM).forEach((number, share) -> {
                for (byte value : share) {
                    counts[number - 1][value & 0xff]++;
                }
            });
        }
        double expected = rounds * 32 / 256.0;
        for (int[] count : counts) {
            double chiSquare = Arrays.stream(count)
                    .mapToDouble(seen -> (seen - expected) * (seen - expected) / expected)
                    .sum();
            // 255 degrees of freedom: outside of this once in some 10^8 runs
            assertThat(chiSquare).isBetween(140.0, 410.0);
        }
    }

    @Test
    void fewerThanTheThresholdDoNotGiveTheSecret() {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        SortedMap<Integer, byte[]> shares = Shamir.split(secret, 2, 3, RANDOM);
        shares.forEach((number, share) ->
                assertThat(Shamir.combine(Map.of(number, share))).isNotEqualTo(secret));
    }

    @Test
    void anyThresholdAndNumberOfSharesGiveTheSecretBack() {
        Cases.check("shares", 500, random -> {
            byte[] secret = new byte[random.nextInt(1, 64)];
            random.nextBytes(secret);
            int threshold = random.nextInt(2, 9);
            int shares = random.nextInt(threshold, threshold + 9);
            TreeMap<Integer, byte[]> some = new TreeMap<>(Shamir.split(secret, threshold, shares, RANDOM));
            while (some.size() > threshold) {
                some.remove(random.nextBoolean() ? some.firstKey() : some.lastKey());
            }
            assertThat(Shamir.combine(some)).isEqualTo(secret);
        });
    }

    @Test
    void refusesWhatIsNoSplitting() {
        byte[] secret = new byte[1];
        for (int[] bad : new int[][] {{1, 3}, {0, 0}, {3, 2}, {2, 256}}) {
            assertThatThrownBy(() -> Shamir.split(secret, bad[0], bad[1], RANDOM))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Shamir.combine(Map.of(0, new byte[1], 1, new byte[1])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shamir.combine(new TreeMap<>(Map.of(1, new byte[1], 2, new byte[2]))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Draws one byte for ever. */
    private static SecureRandom always(byte value) {
        return new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, value);
            }
        };
    }
}
