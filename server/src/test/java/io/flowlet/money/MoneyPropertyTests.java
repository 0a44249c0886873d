package io.flowlet.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flowlet.testing.Cases;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Money against BigDecimal and BigInteger, which know no range. */
final class MoneyPropertyTests {
    private static final char[] NEARLY_DECIMAL = "0123456789-.+eE ,".toCharArray();
    private static final List<RoundingMode> ROUNDING_MODES = List.of(RoundingMode.values());
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    @Test
    void whatIsWrittenReadsAsTheSame() {
        Cases.check("money round trip", random -> {
            Money money = money(random);

            assertThat(Money.parse(money.currency(), money.toDecimalString())).isEqualTo(money);
            assertThat(Money.of(money.currency(), money.toBigDecimal(), RoundingMode.UNNECESSARY))
                    .isEqualTo(money);
            assertThat(money.toDecimalString()).hasSizeLessThanOrEqualTo(Money.MAX_TEXT_LENGTH);
        });
    }

    @Test
    void readsExactlyTheTextsOfTheGrammar() {
        Cases.check("money grammar", 20_000, random -> {
            Currency currency = currency(random);
            String text = nearlyDecimal(random);

            MoneyOutcome outcome = Money.parse(currency, text);

            assertThat(outcome).as("%s %s", text, currency).isEqualTo(expected(currency, text));
        });
    }

    @Test
    void sumsAndDifferencesAreThoseOfUnboundedIntegersOrRefused() {
        Cases.check("money addition", random -> {
            Money left = money(random);
            Money right = new Money(left.currency(), minor(random));

            assertExact(() -> left.plus(right), big(left).add(big(right)));
            assertExact(() -> left.minus(right), big(left).subtract(big(right)));
            assertExact(left::negated, big(left).negate());
        });
    }

    @Test
    void additionIsCommutativeAssociativeAndUndoneBySubtraction() {
        Cases.check("money group", random -> {
            Money a = smallMoney(random);
            Money b = new Money(a.currency(), minor(random) >> 2);
            Money c = new Money(a.currency(), minor(random) >> 2);

            assertThat(a.plus(b)).isEqualTo(b.plus(a));
            assertThat(a.plus(b).plus(c)).isEqualTo(a.plus(b.plus(c)));
            assertThat(a.plus(b).minus(b)).isEqualTo(a);
            assertThat(a.minus(b)).isEqualTo(a.plus(b.negated()));
            assertThat(a.plus(Money.zero(a.currency()))).isEqualTo(a);
        });
    }

    @Test
    void ordersAsBigDecimalDoes() {
        Cases.check("money order", random -> {
            Money left = money(random);
            Money right = new Money(left.currency(), random.nextInt(4) == 0 ? left.minor() : minor(random));

            assertThat(left.compareTo(right))
                    .isEqualTo(left.toBigDecimal().compareTo(right.toBigDecimal()))
                    .isEqualTo(-right.compareTo(left));
            assertThat(left.compareTo(right) == 0).isEqualTo(left.equals(right));
            assertThat(left.isPositive()).isEqualTo(left.toBigDecimal().signum() > 0);
            assertThat(left.isNegative()).isEqualTo(left.toBigDecimal().signum() < 0);
            assertThat(left.isZero()).isEqualTo(left.toBigDecimal().signum() == 0);
        });
    }

    @Test
    void productsAreThoseOfBigDecimalRoundedOnceOrRefused() {
        Cases.check("money product", random -> {
            Money money = money(random);
            BigDecimal factor = decimal(random);
            RoundingMode rounding = rounding(random);
            BigDecimal product = money.toBigDecimal().multiply(factor);

            assertRounded(() -> money.times(factor, rounding), money.currency(), product, rounding);
        });
    }

    @Test
    void roundingIsThatOfBigDecimalOrRefused() {
        Cases.check("money rounding", random -> {
            Currency currency = currency(random);
            BigDecimal amount = decimal(random);
            RoundingMode rounding = rounding(random);

            assertRounded(() -> Money.of(currency, amount, rounding), currency, amount, rounding);
        });
    }

    private static void assertRounded(
            Supplier<Money> result, Currency currency, BigDecimal amount, RoundingMode rounding) {
        Optional<BigInteger> minor;
        try {
            minor = Optional.of(amount.setScale(currency.digits(), rounding).unscaledValue());
        } catch (ArithmeticException inexact) {
            minor = Optional.empty();
        }
        if (minor.isPresent()) {
            assertExact(result, minor.orElseThrow());
        } else {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(result::get);
        }
    }

    private static void assertExact(Supplier<Money> result, BigInteger minor) {
        if (minor.compareTo(LEAST) < 0 || minor.compareTo(MOST) > 0) {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(result::get);
        } else {
            assertThat(big(result.get())).isEqualTo(minor);
        }
    }

    /** The rule of the API once more, in the plainest words there are. */
    private static MoneyOutcome expected(Currency currency, String text) {
        if (text.length() > 24) {
            return MoneyRefusal.TOO_LONG;
        }
        if (!text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?")) {
            return MoneyRefusal.MALFORMED;
        }
        BigDecimal amount = new BigDecimal(text);
        if (amount.scale() > currency.digits()) {
            return MoneyRefusal.TOO_MANY_DECIMALS;
        }
        BigInteger minor =
                amount.setScale(currency.digits(), RoundingMode.UNNECESSARY).unscaledValue();
        return minor.compareTo(LEAST) < 0 || minor.compareTo(MOST) > 0
                ? MoneyRefusal.OUT_OF_RANGE
                : new Money(currency, minor.longValueExact());
    }

    private static BigInteger big(Money money) {
        return BigInteger.valueOf(money.minor());
    }

    static Money money(RandomGenerator random) {
        return new Money(currency(random), minor(random));
    }

    private static Money smallMoney(RandomGenerator random) {
        return new Money(currency(random), minor(random) >> 2);
    }

    private static Currency currency(RandomGenerator random) {
        return Currency.all().get(random.nextInt(Currency.all().size()));
    }

    private static RoundingMode rounding(RandomGenerator random) {
        return ROUNDING_MODES.get(random.nextInt(ROUNDING_MODES.size()));
    }

    /** Small, of any size, or within a few units of an edge. */
    private static long minor(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(-200, 200);
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> Long.MAX_VALUE - random.nextLong(200);
            default -> Long.MIN_VALUE + random.nextLong(200);
        };
    }

    /** Often a tie, and of a size that reaches over both ends of the range. */
    private static BigDecimal decimal(RandomGenerator random) {
        long unscaled = random.nextBoolean() ? minor(random) : random.nextLong(-2_000, 2_000) * 5;
        return BigDecimal.valueOf(unscaled, random.nextInt(-25, 30));
    }

    /** Decimal strings and what is one mistake away from them. */
    private static String nearlyDecimal(RandomGenerator random) {
        BigDecimal number = BigDecimal.valueOf(minor(random), random.nextInt(0, 6));
        StringBuilder text = new StringBuilder(number.toPlainString());
        for (int mistakes = random.nextInt(3); mistakes > 0 && !text.isEmpty(); mistakes--) {
            int at = random.nextInt(text.length());
            char c = NEARLY_DECIMAL[random.nextInt(NEARLY_DECIMAL.length)];
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                default -> text.deleteCharAt(at);
            }
        }
        return text.toString();
    }
}
