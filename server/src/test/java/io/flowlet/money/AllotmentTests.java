package io.flowlet.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowlet.testing.Cases;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllotmentTests {
    private static final Currency EUR = Currency.of("EUR");

    @Test
    void givesWhatDoesNotDivideToTheFirstParts() {
        assertThat(Allotment.equally(new Money(EUR, 1000), 3)).isEqualTo(euros(334, 333, 333));
        assertThat(Allotment.equally(new Money(EUR, -1000), 3)).isEqualTo(euros(-334, -333, -333));
        assertThat(Allotment.equally(new Money(EUR, 11), 4)).isEqualTo(euros(3, 3, 3, 2));
        assertThat(Allotment.equally(new Money(EUR, 2), 3)).isEqualTo(euros(1, 1, 0));
        assertThat(Allotment.equally(new Money(EUR, 0), 2)).isEqualTo(euros(0, 0));
        assertThat(Allotment.equally(new Money(EUR, Long.MIN_VALUE), 1)).isEqualTo(euros(Long.MIN_VALUE));
    }

    @Test
    void givesWhatIsLeftOverToTheLargestRemainders() {
        assertThat(Allotment.byWeights(new Money(EUR, 100), 50, 30, 20)).isEqualTo(euros(50, 30, 20));
        // quotas 1.5, 4.5, 4.0: a tie, and the earlier part wins
        assertThat(Allotment.byWeights(new Money(EUR, 10), 15, 45, 40)).isEqualTo(euros(2, 4, 4));
        // quotas 0.3, 0.3, 2.4
        assertThat(Allotment.byWeights(new Money(EUR, 3), 10, 10, 80)).isEqualTo(euros(0, 0, 3));
        // quotas 0.9, 0.9, 1.2
        assertThat(Allotment.byWeights(new Money(EUR, -3), 30, 30, 40)).isEqualTo(euros(-1, -1, -1));
        assertThat(Allotment.byWeights(new Money(EUR, 5), 0, 1, 0, 1)).isEqualTo(euros(0, 3, 0, 2));
        assertThat(Allotment.byWeights(new Money(EUR, 0), 1, 2)).isEqualTo(euros(0, 0));
    }

    @Test
    void splitsTheLargestAmountsByTheLargestWeights() {
        long most = Long.MAX_VALUE;

        assertThat(Allotment.byWeights(new Money(EUR, Long.MIN_VALUE), most)).isEqualTo(euros(Long.MIN_VALUE));
        assertThat(Allotment.byWeights(new Money(EUR, Long.MIN_VALUE), most, most))
                .isEqualTo(euros(Long.MIN_VALUE / 2, Long.MIN_VALUE / 2));
        assertThat(Allotment.byWeights(new Money(EUR, most), most, most)).isEqualTo(euros(most / 2 + 1, most / 2));
    }

    @Test
    void partsSumToTheWholeAndStayWithinOneUnitOfTheirQuota() {
        Cases.check("allotment by weights", random -> {
            Money whole = MoneyPropertyTests.money(random);
            long[] weights = weights(random);
            BigInteger total = sum(Arrays.stream(weights));

            List<Money> parts = Allotment.byWeights(whole, weights);

            assertThat(parts).hasSize(weights.length);
            assertThat(sum(parts.stream().mapToLong(Money::minor))).isEqualTo(BigInteger.valueOf(whole.minor()));
            for (int i = 0; i < weights.length; i++) {
                Money part = parts.get(i);
                // |part - whole * weight / total| < 1, without dividing
                BigInteger distance = BigInteger.valueOf(part.minor())
                        .multiply(total)
                        .subtract(BigInteger.valueOf(whole.minor()).multiply(BigInteger.valueOf(weights[i])))
                        .abs();
                assertThat(distance).as("part %d of %s", i, whole).isLessThan(total);
                assertThat(part.currency()).isSameAs(whole.currency());
                assertThat(part.minor() == 0 || part.isNegative() == whole.isNegative())
                        .isTrue();
            }
        });
    }

    @Test
    void noPartWithSmallerRemainderIsRoundedUpBeforeOneWithLarger() {
        Cases.check("allotment order", random -> {
            long minor = random.nextLong(0, 100_000);
            long[] weights = LongStream.generate(() -> random.nextLong(1, 50))
                    .limit(random.nextInt(2, 8))
                    .toArray();
            long total = Arrays.stream(weights).sum();

            List<Money> parts = Allotment.byWeights(new Money(EUR, minor), weights);

            for (int i = 0; i < weights.length; i++) {
                for (int j = 0; j < weights.length; j++) {
                    boolean favoured = roundedUp(parts.get(i), minor * weights[i] / total)
                            && !roundedUp(parts.get(j), minor * weights[j] / total);
                    long remainder = minor * weights[i] % total;
                    long other = minor * weights[j] % total;
                    assertThat(favoured && (remainder < other || (remainder == other && i > j)))
                            .as("%d by %s: %s", minor, Arrays.toString(weights), parts)
                            .isFalse();
                }
            }
        });
    }

    @Test
    void splitsNegativeAmountAsTheNegatedPartsOfItsCounterpart() {
        Cases.check("allotment symmetry", random -> {
            Money whole = MoneyPropertyTests.money(random);
            if (whole.minor() == Long.MIN_VALUE) {
                return;
            }
            long[] weights = weights(random);
            int parts = random.nextInt(1, 20);

            assertThat(Allotment.byWeights(whole.negated(), weights))
                    .isEqualTo(negated(Allotment.byWeights(whole, weights)));
            assertThat(Allotment.equally(whole.negated(), parts)).isEqualTo(negated(Allotment.equally(whole, parts)));
        });
    }

    @Test
    void equalPartsAreThoseOfEqualWeights() {
        Cases.check("allotment equally", random -> {
            Money whole = MoneyPropertyTests.money(random);
            long[] weights = new long[random.nextInt(1, 20)];
            Arrays.fill(weights, random.nextLong(1, Long.MAX_VALUE));

            assertThat(Allotment.equally(whole, weights.length)).isEqualTo(Allotment.byWeights(whole, weights));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, Allotment.MAX_PARTS + 1, Integer.MAX_VALUE})
    void refusesNumberOfPartsOutOfBounds(int parts) {
        assertThatIllegalArgumentException().isThrownBy(() -> Allotment.equally(new Money(EUR, 1), parts));
    }

    @Test
    void refusesWeightsThatNameNoProportion() {
        Money whole = new Money(EUR, 100);

        assertThatIllegalArgumentException().isThrownBy(() -> Allotment.byWeights(whole));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Allotment.byWeights(whole, 0, 0))
                .withMessageContaining("zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Allotment.byWeights(whole, 2, -1))
                .withMessageContaining("negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Allotment.byWeights(whole, new long[Allotment.MAX_PARTS + 1]))
                .withMessageContaining("parts");
    }

    @Test
    void splitsIntoAsManyPartsAsAllowed() {
        long[] weights = new long[Allotment.MAX_PARTS];
        Arrays.fill(weights, 7);
        Money whole = new Money(EUR, 12_345);

        assertThat(Allotment.equally(whole, Allotment.MAX_PARTS))
                .isEqualTo(Allotment.byWeights(whole, weights))
                .hasSize(Allotment.MAX_PARTS);
    }

    @Test
    void partsCannotBeChanged() {
        assertThat(Allotment.equally(new Money(EUR, 10), 3)).isUnmodifiable();
        assertThat(Allotment.byWeights(new Money(EUR, 10), 1, 2)).isUnmodifiable();
    }

    private static boolean roundedUp(Money part, long quotaRoundedDown) {
        return part.toBigDecimal().compareTo(BigDecimal.valueOf(quotaRoundedDown, 2)) > 0;
    }

    private static List<Money> negated(List<Money> parts) {
        return parts.stream().map(Money::negated).toList();
    }

    private static List<Money> euros(long... minors) {
        return Arrays.stream(minors).mapToObj(minor -> new Money(EUR, minor)).toList();
    }

    private static BigInteger sum(LongStream numbers) {
        return numbers.mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Small, huge and zero weights mixed; the first one keeps their sum above zero. */
    private static long[] weights(RandomGenerator random) {
        long[] weights = new long[random.nextInt(1, 12)];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextLong() >>> (1 + random.nextInt(63));
        }
        weights[0] = Math.max(1, weights[0]);
        return weights;
    }
}
