package io.flowlet.ledger;

import io.flowlet.money.Currency;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The balances of all accounts, by GL code and currency, at one moment.
 *
 * @param lines ordered by GL code, then currency
 */
public record TrialBalance(List<Line> lines) {
    public TrialBalance {
        lines = List.copyOf(lines);
    }

    /**
     * Accounts of one GL code in one currency.
     *
     * @param debitMinor sum of the balances that stand on the debit side, not negative
     * @param creditMinor sum of the balances that stand on the credit side, not negative
     */
    public record Line(String glCode, Currency currency, BigInteger debitMinor, BigInteger creditMinor) {}

    /** Debits and credits of one currency over all lines; they are equal, or the books are broken. */
    public record Total(Currency currency, BigInteger debitMinor, BigInteger creditMinor) {}

    /** One total a currency, ordered by code. */
    public List<Total> totals() {
        Map<String, Total> totals = new TreeMap<>();
        for (Line line : lines) {
            totals.merge(
                    line.currency().code(),
                    new Total(line.currency(), line.debitMinor(), line.creditMinor()),
                    (one, other) -> new Total(
                            one.currency(),
                            one.debitMinor().add(other.debitMinor()),
                            one.creditMinor().add(other.creditMinor())));
        }
        return List.copyOf(totals.values());
    }
}
