package io.flowlet.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exact amount in one currency.
 *
 * <p>Held as whole minor units (ISO 4217: {@code 10.50 EUR} is {@code minor = 1050}), any {@code long}, negative ones too.
 * Arithmetic that leaves that range throws {@link ArithmeticException}, it never wraps. Nothing rounds unless a
 * {@link RoundingMode} is passed. Immutable and thread-safe.
 *
 * <p>Errors, in order: {@link CurrencyMismatch}, {@link ArithmeticException}; for text {@link MoneyRefusal} in its order.
 *
 * @param currency the currency, which alone says how many digits the minor unit has
 * @param minor the amount in minor units
 */
public record Money(Currency currency, long minor) implements MoneyOutcome, Comparable<Money> {
    /** No longer text is read as an amount; the longest amount there is has 21 characters. */
    public static final int MAX_TEXT_LENGTH = 24;

    private static final Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.(?<fraction>[0-9]+))?");
    private static final int LONG_DIGITS = 19;

    /** Refuses to be without a currency even where null checks do not reach. */
    public Money {
        Objects.requireNonNull(currency);
    }

    /** Nothing, in a currency. */
    public static Money zero(Currency currency) {
        return new Money(currency, 0);
    }

    /**
     * Rounds a calculated amount of major units to the currency's minor unit.
     *
     * @throws ArithmeticException if the result is out of range, or inexact under {@link RoundingMode#UNNECESSARY}
     */
    public static Money of(Currency currency, BigDecimal amount, RoundingMode rounding) {
        return new Money(currency, wholeUnits(amount.movePointRight(currency.digits()), rounding));
    }

    /**
     * Reads an amount that came from outside: {@code -?(0|[1-9][0-9]*)(\.[0-9]+)?} with at most the currency's digits.
     *
     * <p>Fewer digits are accepted ({@code "12.5"} EUR is 12.50), and {@code "-0"} is zero. Sign and size are the caller's to
     * judge.
     */
    public static MoneyOutcome parse(Currency currency, String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            return MoneyRefusal.TOO_LONG;
        }
        Matcher decimal = DECIMAL.matcher(text);
        if (!decimal.matches()) {
            return MoneyRefusal.MALFORMED;
        }
        String fraction = decimal.group("fraction");
        if (fraction != null && fraction.length() > currency.digits()) {
            return MoneyRefusal.TOO_MANY_DECIMALS;
        }
        BigInteger minor =
                new BigDecimal(text).movePointRight(currency.digits()).toBigIntegerExact();
        return minor.bitLength() < Long.SIZE ? new Money(currency, minor.longValue()) : MoneyRefusal.OUT_OF_RANGE;
    }

    /**
     * The exact sum.
     *
     * @throws CurrencyMismatch if the currencies differ
     * @throws ArithmeticException if the sum is out of range
     */
    public Money plus(Money other) {
        return new Money(sameCurrencyAs(other), Math.addExact(minor, other.minor));
    }

    /**
     * The exact difference.
     *
     * @throws CurrencyMismatch if the currencies differ
     * @throws ArithmeticException if the difference is out of range
     */
    public Money minus(Money other) {
        return new Money(sameCurrencyAs(other), Math.subtractExact(minor, other.minor));
    }

    /**
     * The same amount the other way.
     *
     * @throws ArithmeticException for the least {@code long}, which has no counterpart
     */
    public Money negated() {
        return new Money(currency, Math.negateExact(minor));
    }

    /**
     * This amount times a factor, rounded once to the minor unit.
     *
     * @throws ArithmeticException if the result is out of range, or inexact under {@link RoundingMode#UNNECESSARY}
     */
    public Money times(BigDecimal factor, RoundingMode rounding) {
        return new Money(currency, wholeUnits(BigDecimal.valueOf(minor).multiply(factor), rounding));
    }

    public boolean isPositive() {
        return minor > 0;
    }

    public boolean isNegative() {
        return minor < 0;
    }

    public boolean isZero() {
        return minor == 0;
    }

    /**
     * Orders amounts of one currency.
     *
     * @throws CurrencyMismatch if the currencies differ: without a rate there is no order between them
     */
    @Override
    public int compareTo(Money other) {
        sameCurrencyAs(other);
        return Long.compare(minor, other.minor);
    }

    /** The amount in major units, its scale the currency's digits. */
    public BigDecimal toBigDecimal() {
        return BigDecimal.valueOf(minor, currency.digits());
    }

    /** The amount as the API writes it, always with the currency's digits: {@code "12.50"} for EUR, {@code "1200"} for JPY. */
    public String toDecimalString() {
        return toBigDecimal().toPlainString();
    }

    /** Amount and code, for example {@code 12.50 EUR}: for people and logs, not for the API. */
    @Override
    public String toString() {
        return toDecimalString() + " " + currency;
    }

    private Currency sameCurrencyAs(Money other) {
        if (currency != other.currency) {
            throw new CurrencyMismatch(currency, other.currency);
        }
        return currency;
    }

    private static long wholeUnits(BigDecimal units, RoundingMode rounding) {
        if (units.signum() == 0) {
            return 0;
        }
        long integerDigits = (long) units.precision() - units.scale();
        // Rounding writes out a power of ten as long as the exponent: 1E+999999999 must not cost gigabytes.
        if (integerDigits > LONG_DIGITS) {
            throw new ArithmeticException("amount out of range");
        }
        // Below a tenth of a unit every rounding mode sees only the sign.
        BigDecimal bounded = integerDigits < 0 ? BigDecimal.valueOf(units.signum(), 2) : units;
        return bounded.setScale(0, rounding).longValueExact();
    }
}
