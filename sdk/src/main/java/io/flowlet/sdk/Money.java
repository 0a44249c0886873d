package io.flowlet.sdk;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * An exact amount: {@code Money.of("12.50", "EUR")}.
 *
 * <p>The server refuses more decimals than the currency has; nothing is rounded on the way. Two amounts are equal when they are the same
 * number of the same currency: {@code 12.5} equals {@code 12.50}. Immutable.
 *
 * @param currency a code of ISO 4217
 */
public record Money(BigDecimal value, String currency) {
    /** @throws NumberFormatException if {@code value} is no decimal number */
    public static Money of(String value, String currency) {
        return new Money(new BigDecimal(value), currency);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Money money && value.compareTo(money.value) == 0 && currency.equals(money.currency);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value.stripTrailingZeros(), currency);
    }

    /** For example {@code 12.50 EUR}. */
    @Override
    public String toString() {
        return value.toPlainString() + " " + currency;
    }
}
