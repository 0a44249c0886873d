package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.testing.Cases;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class Ff1Tests {
    private static final byte[] KEY =
            HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94");
    private static final byte[] NO_TWEAK = new byte[0];

    @Test
    void encryptsTheSamplesOfTheStandard() {
        int[] digits = digits("0123456789");
        assertThat(Ff1.of(KEY, 10).encrypt(NO_TWEAK, digits)).isEqualTo(digits("6657667009"));
        assertThat(Ff1.of(KEY, 10).encrypt(HexFormat.of().parseHex("39383736353433323130"), digits))
                .isEqualTo(digits("1001623463"));
        assertThat(Ff1.of(KEY, 36)
                        .encrypt(HexFormat.of().parseHex("3737373770717273373737"), digits("0123456789abcdefghi")))
                .isEqualTo(digits("xs8a0azh2avyalyzuwd"));
    }

    @Test
    void givesBackWhatItEncryptedInTheSameShapeForAnyRadixLengthAndTweak() {
        Cases.check("FF1 round trip", 1_000, random -> {
            int radix = radix(random);
            int[] digits = digits(random, radix);
            byte[] tweak = bytes(random, random.nextInt(Ff1.MOST_TWEAK_BYTES + 1));
            int[] before = digits.clone();
            Ff1 ff1 = Ff1.of(bytes(random, 32), radix);
            int[] encrypted = ff1.encrypt(tweak, digits);
            assertThat(digits).isEqualTo(before);
            assertThat(encrypted).hasSameSizeAs(digits);
            assertThat(Arrays.stream(encrypted)).allMatch(digit -> digit >= 0 && digit < radix);
            assertThat(ff1.decrypt(tweak, encrypted)).isEqualTo(digits);
        });
    }

    @Test
    void givesAnotherResultUnderAnotherTweakOrKey() {
        Cases.check("FF1 tweak and key", 300, random -> {
            int radix = radix(random);
            // enough digits that two results are equal by chance once in 10^18
            int[] digits = random.ints(60, 0, radix).toArray();
            byte[] tweak = bytes(random, 1 + random.nextInt(20));
            byte[] key = bytes(random, 32);
            int[] encrypted = Ff1.of(key, radix).encrypt(tweak, digits);
            assertThat(Ff1.of(key, radix).encrypt(altered(random, tweak), digits))
                    .isNotEqualTo(encrypted);
            assertThat(Ff1.of(key, radix).encrypt(Arrays.copyOf(tweak, tweak.length + 1), digits))
                    .isNotEqualTo(encrypted);
            assertThat(Ff1.of(altered(random, key), radix).encrypt(tweak, digits))
                    .isNotEqualTo(encrypted);
        });
    }

    @Test
    void givesEveryNumberOfAMillionAnother() {
        Ff1 ff1 = Ff1.of(KEY, 10);
        boolean[] seen = new boolean[1_000_000];
        // a permutation: what collides within a part of the domain would collide in all of it
        for (int number = 0; number < 20_000; number++) {
            int[] encrypted = ff1.encrypt(NO_TWEAK, digits("%06d".formatted(number)));
            int result = Arrays.stream(encrypted).reduce(0, (sum, digit) -> sum * 10 + digit);
            assertThat(seen[result]).isFalse();
            seen[result] = true;
        }
    }

    /** Every radix there is has some smallest domain, and that is where arithmetic goes wrong first. */
    @Test
    void isAPermutationOfEachSmallDomain() {
        for (int radix : new int[] {2, 3, 5, 7, 10, 11, 16, 26, 36, 62, 100, 255, 256, 257}) {
            int length = least(radix);
            int values = Math.toIntExact(Math.round(Math.pow(radix, length)));
            Ff1 ff1 = Ff1.of(KEY, radix);
            boolean[] seen = new boolean[values];
            // of the greatest, a part: what falls together there falls together in all of it
            for (int number = 0; number < Math.min(values, 4_000); number++) {
                int[] clear = number(number, radix, length);
                int[] encrypted = ff1.encrypt(NO_TWEAK, clear);
                int result = Arrays.stream(encrypted).reduce(0, (sum, digit) -> sum * radix + digit);
                assertThat(seen[result]).as("radix %d, %d", radix, number).isFalse();
                seen[result] = true;
                assertThat(ff1.decrypt(NO_TWEAK, encrypted)).isEqualTo(clear);
            }
        }
    }

    @Test
    void refusesADomainThatTheStandardDoesNotKnow() {
        refused(10, new int[1], NO_TWEAK, "at least two digits");
        refused(65_536, new int[1], NO_TWEAK, "at least two digits");
        refused(10, new int[0], NO_TWEAK, "at least two digits");
        refused(9, new int[2], NO_TWEAK, "hundred");
        refused(2, new int[6], NO_TWEAK, "hundred");
        assertThat(Ff1.of(KEY, 10).encrypt(NO_TWEAK, new int[2])).hasSize(2);
        assertThat(Ff1.of(KEY, 2).encrypt(NO_TWEAK, new int[7])).hasSize(7);
        assertThat(Ff1.of(KEY, 65_536).encrypt(NO_TWEAK, new int[2])).hasSize(2);
    }

    @Test
    void refusesWhatIsOutOfRangeWithoutSayingWhatItWas() {
        refused(10, new int[] {0, 1, 2, 3, 4, 10}, NO_TWEAK, "a digit is not one of the radix");
        refused(10, new int[] {0, 1, 2, -1, 4, 5}, NO_TWEAK, "a digit is not one of the radix");
        refused(10, new int[Ff1.MOST_DIGITS + 1], NO_TWEAK, "at most 1024 digits are encrypted");
        refused(10, new int[6], new byte[Ff1.MOST_TWEAK_BYTES + 1], "a tweak has at most 255 bytes");
        for (int radix : new int[] {-1, 0, 1, 65_537}) {
            assertThatThrownBy(() -> Ff1.of(KEY, radix)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int length : new int[] {0, 15, 31, 33}) {
            assertThatThrownBy(() -> Ff1.of(new byte[length], 10)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Ff1.of(KEY, 10)).hasToString("Ff1[radix 10]");
    }

    private static void refused(int radix, int[] digits, byte[] tweak, String why) {
        assertThatThrownBy(() -> Ff1.of(KEY, radix).encrypt(tweak, digits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> Ff1.of(KEY, radix).decrypt(tweak, digits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static int radix(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> 10;
            case 1 -> 36;
            case 2 -> 2 + random.nextInt(30);
            default -> 2 + random.nextInt(65_535);
        };
    }

    private static int[] digits(RandomGenerator random, int radix) {
        return random.ints(least(radix) + random.nextInt(60), 0, radix).toArray();
    }

    /** How many digits have a hundred values. */
    private static int least(int radix) {
        int least = 2;
        while (Math.pow(radix, least) < 100) {
            least++;
        }
        return least;
    }

    private static int[] number(int number, int radix, int length) {
        int[] digits = new int[length];
        int rest = number;
        for (int i = length - 1; i >= 0; i--) {
            digits[i] = rest % radix;
            rest /= radix;
        }
        return digits;
    }

    private static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] altered(RandomGenerator random, byte[] bytes) {
        byte[] altered = bytes.clone();
        altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
        return altered;
    }

    private static int[] digits(String text) {
        return text.chars().map(c -> Character.digit(c, 36)).toArray();
    }
}
