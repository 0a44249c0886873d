package io.flowlet.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MoneyTests {
    private static final Currency EUR = Currency.of("EUR");
    private static final Currency USD = Currency.of("USD");
    private static final Money MOST = new Money(EUR, Long.MAX_VALUE);
    private static final Money LEAST = new Money(EUR, Long.MIN_VALUE);
    private static final Money CENT = new Money(EUR, 1);

    @ParameterizedTest
    @CsvSource({
        "EUR, 12.50, 1250, 12.50",
        "EUR, 12.5, 1250, 12.50",
        "EUR, 12, 1200, 12.00",
        "EUR, 0, 0, 0.00",
        "EUR, -0, 0, 0.00",
        "EUR, -0.00, 0, 0.00",
        "EUR, 0.05, 5, 0.05",
        "EUR, -0.05, -5, -0.05",
        "EUR, -10.01, -1001, -10.01",
        "JPY, 1200, 1200, 1200",
        "BHD, 0.001, 1, 0.001",
        "CLF, 1.0001, 10001, 1.0001",
        "EUR, 92233720368547758.07, 9223372036854775807, 92233720368547758.07",
        "EUR, -92233720368547758.08, -9223372036854775808, -92233720368547758.08",
        "JPY, 9223372036854775807, 9223372036854775807, 9223372036854775807",
        "CLF, -922337203685477.5808, -9223372036854775808, -922337203685477.5808",
    })
    void readsAmountAndWritesItWithAllItsDigits(String code, String text, long minor, String written) {
        Money money = new Money(Currency.of(code), minor);

        assertThat(Money.parse(Currency.of(code), text)).isEqualTo(money);
        assertThat(money.toDecimalString()).isEqualTo(written);
        assertThat(money).hasToString(written + " " + code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                ".",
                "-.",
                "+1",
                "+0",
                "--1",
                "1-",
                " 1",
                "1 ",
                "1\n",
                "\t1",
                "1 000",
                "1,50",
                "1'000",
                "1_000",
                "01",
                "00",
                "-01",
                "00.5",
                ".5",
                "-.5",
                "5.",
                "1..5",
                "1.5.0",
                "1e2",
                "1E2",
                "1E-2",
                "0x10",
                "1d",
                "1f",
                "NaN",
                "Infinity",
                "-Infinity",
                "null",
                "EUR 1",
                "1 EUR",
                "€1",
                "１２",
                "١٢",
                "१२",
                "1.५",
                "−1",
                "1\u0000",
                "1.-5",
                "1/2",
                "(1)",
                "1%"
            })
    void refusesWhatIsNoPlainDecimalNumber(String text) {
        assertThat(Money.parse(EUR, text)).isEqualTo(MoneyRefusal.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"EUR, 12.505", "EUR, 12.500", "EUR, 0.000", "JPY, 1.0", "JPY, 0.5", "BHD, 1.0000", "CLF, 1.00000"})
    void refusesMoreDecimalsThanTheCurrencyHasEvenZeros(String code, String text) {
        assertThat(Money.parse(Currency.of(code), text)).isEqualTo(MoneyRefusal.TOO_MANY_DECIMALS);
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 92233720368547758.08",
        "EUR, -92233720368547758.09",
        "EUR, 92233720368547759",
        "JPY, 9223372036854775808",
        "JPY, -9223372036854775809",
        "JPY, 18446744073709551616",
        "JPY, 18446744073709551617",
        "CLF, 922337203685477.5808",
        "EUR, 999999999999999999999999",
    })
    void refusesAmountBeyondLong(String code, String text) {
        assertThat(Money.parse(Currency.of(code), text)).isEqualTo(MoneyRefusal.OUT_OF_RANGE);
    }

    @Test
    void refusesLongTextBeforeAnythingElse() {
        String longest = "9".repeat(Money.MAX_TEXT_LENGTH);

        assertThat(Money.parse(EUR, longest)).isEqualTo(MoneyRefusal.OUT_OF_RANGE);
        assertThat(Money.parse(EUR, longest + "9")).isEqualTo(MoneyRefusal.TOO_LONG);
        assertThat(Money.parse(EUR, "x".repeat(Money.MAX_TEXT_LENGTH))).isEqualTo(MoneyRefusal.MALFORMED);
        assertThat(Money.parse(EUR, "x".repeat(Money.MAX_TEXT_LENGTH + 1))).isEqualTo(MoneyRefusal.TOO_LONG);
    }

    @Test
    void refusesDecimalsBeforeRange() {
        assertThat(Money.parse(EUR, "99999999999999999999.999")).isEqualTo(MoneyRefusal.TOO_MANY_DECIMALS);
    }

    @Test
    void reachesTheEdgesOfLongAndNeverWraps() {
        assertThat(MOST.minus(CENT).plus(CENT)).isEqualTo(MOST);
        assertThat(LEAST.plus(CENT).minus(CENT)).isEqualTo(LEAST);
        assertThat(LEAST.plus(MOST)).isEqualTo(CENT.negated());
        assertThat(MOST.negated()).isEqualTo(LEAST.plus(CENT));

        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MOST.plus(CENT));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> LEAST.minus(CENT));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(LEAST::negated);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> MOST.times(BigDecimal.TWO, RoundingMode.DOWN));
    }

    @Test
    void refusesToMixCurrencies() {
        Money dollar = new Money(USD, 100);

        assertThatExceptionOfType(CurrencyMismatch.class)
                .isThrownBy(() -> CENT.plus(dollar))
                .withMessage("EUR meets USD");
        assertThatExceptionOfType(CurrencyMismatch.class).isThrownBy(() -> CENT.minus(dollar));
        assertThatExceptionOfType(CurrencyMismatch.class).isThrownBy(() -> CENT.compareTo(dollar));
        assertThatExceptionOfType(CurrencyMismatch.class).isThrownBy(() -> MOST.plus(new Money(USD, Long.MAX_VALUE)));
        assertThat(new Money(USD, 1)).isNotEqualTo(CENT);
    }

    @Test
    @SuppressWarnings("NullAway") // the point: code without null checks must not make money of no currency
    void refusesToBeWithoutCurrency() {
        assertThatNullPointerException().isThrownBy(() -> new Money(null, 1));
    }

    @ParameterizedTest
    @CsvSource({"-2, true, false, false", "-1, true, false, false", "0, false, true, false", "1, false, false, true"})
    void knowsItsSign(long minor, boolean negative, boolean zero, boolean positive) {
        Money money = new Money(EUR, minor);

        assertThat(money.isNegative()).isEqualTo(negative);
        assertThat(money.isZero()).isEqualTo(zero);
        assertThat(money.isPositive()).isEqualTo(positive);
        assertThat(money.equals(Money.zero(EUR))).isEqualTo(zero);
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 12.505, HALF_EVEN, 1250",
        "EUR, 12.515, HALF_EVEN, 1252",
        "EUR, 12.505, HALF_UP, 1251",
        "EUR, -12.505, HALF_UP, -1251",
        "EUR, -12.505, HALF_DOWN, -1250",
        "EUR, 12.501, UP, 1251",
        "EUR, -12.501, CEILING, -1250",
        "EUR, -12.501, FLOOR, -1251",
        "EUR, 12.509, DOWN, 1250",
        "EUR, 12.50, UNNECESSARY, 1250",
        "JPY, 0.5, HALF_EVEN, 0",
        "JPY, 1.5, HALF_EVEN, 2",
        "JPY, 0.9, HALF_EVEN, 1",
        "JPY, 0.09, HALF_UP, 0",
        "BHD, 1.23456, HALF_UP, 1235",
        "EUR, 92233720368547758.074, HALF_UP, 9223372036854775807",
        "EUR, -92233720368547758.084, HALF_UP, -9223372036854775808",
        "EUR, 1E+3, UNNECESSARY, 100000",
    })
    void roundsOnlyAsTold(String code, BigDecimal amount, RoundingMode rounding, long minor) {
        assertThat(Money.of(Currency.of(code), amount, rounding)).isEqualTo(new Money(Currency.of(code), minor));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 0.333, HALF_EVEN, 33",
        "100, 0.335, HALF_EVEN, 34",
        "100, 0.345, HALF_EVEN, 34",
        "-100, 0.335, DOWN, -33",
        "150, 2, UNNECESSARY, 300",
        "150, -1, UNNECESSARY, -150",
        "150, 0, UNNECESSARY, 0",
        "9223372036854775807, 0.5, DOWN, 4611686018427387903",
        "-9223372036854775808, 1, UNNECESSARY, -9223372036854775808",
    })
    void multipliesAndRoundsOnce(long minor, BigDecimal factor, RoundingMode rounding, long product) {
        assertThat(new Money(EUR, minor).times(factor, rounding)).isEqualTo(new Money(EUR, product));
    }

    @ParameterizedTest
    @CsvSource({
        "12.505, UNNECESSARY",
        "0.001, UNNECESSARY",
        "1E-999999999, UNNECESSARY",
        "92233720368547758.075, HALF_UP",
        "-92233720368547758.085, HALF_UP",
        "92233720368547758.08, DOWN",
        "99999999999999999.99, DOWN",
        "100000000000000000.00, DOWN",
        "1E+19, DOWN",
        "1E+999999999, DOWN",
        "-1E+999999999, DOWN",
    })
    void throwsWhenRoundingIsNeededOrTheResultIsOutOfRange(BigDecimal amount, RoundingMode rounding) {
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Money.of(EUR, amount, rounding));
    }

    @ParameterizedTest
    @EnumSource(value = RoundingMode.class, mode = EnumSource.Mode.EXCLUDE, names = "UNNECESSARY")
    void roundsTiniestAmountLikeAnyOtherBelowHalf(RoundingMode rounding) {
        for (String sign : new String[] {"", "-"}) {
            BigDecimal tiny = new BigDecimal(sign + "1E-999999999");
            Money likeAnyOther = Money.of(EUR, new BigDecimal(sign + "0.001"), rounding);

            assertThat(Money.of(EUR, tiny, rounding)).isEqualTo(likeAnyOther);
            assertThat(CENT.times(tiny, rounding)).isEqualTo(likeAnyOther);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.000000", "0E+999999999", "0E-999999999"})
    void takesZeroOfAnyScaleForZero(BigDecimal zero) {
        assertThat(Money.of(EUR, zero, RoundingMode.UNNECESSARY)).isEqualTo(Money.zero(EUR));
        assertThat(MOST.times(zero, RoundingMode.UNNECESSARY)).isEqualTo(Money.zero(EUR));
    }

    @Test
    void givesCalculationsItsAmountInMajorUnits() {
        assertThat(new Money(EUR, -1250).toBigDecimal()).isEqualTo(new BigDecimal("-12.50"));
        assertThat(new Money(Currency.of("JPY"), 1200).toBigDecimal()).isEqualTo(new BigDecimal("1200"));
    }
}
