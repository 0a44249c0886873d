package io.flowlet.ledger;

import io.flowlet.money.Currency;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What moved money in the books on one day of booking (UTC), summed up for a general ledger.
 *
 * @param lines ordered by value day, GL code, currency
 */
public record JournalDay(LocalDate bookedOn, List<Line> lines) {
    public JournalDay {
        lines = List.copyOf(lines);
    }

    /**
     * Entries of one value day on accounts of one GL code in one currency.
     *
     * @param debitMinor sum of the debits, not negative
     * @param creditMinor sum of the credits, not negative
     * @param entries how many there are, each transfer having two
     */
    public record Line(
            LocalDate valueOn,
            String glCode,
            Currency currency,
            BigInteger debitMinor,
            BigInteger creditMinor,
            long entries) {}

    /** Debits and credits of one currency over all lines; they are equal, or the books are broken. */
    public record Total(Currency currency, BigInteger debitMinor, BigInteger creditMinor, long entries) {}

    /** One total a currency, ordered by code. */
    public List<Total> totals() {
        Map<String, Total> totals = new TreeMap<>();
        for (Line line : lines) {
            totals.merge(
                    line.currency().code(),
                    new Total(line.currency(), line.debitMinor(), line.creditMinor(), line.entries()),
                    (one, other) -> new Total(
                            one.currency(),
                            one.debitMinor().add(other.debitMinor()),
                            one.creditMinor().add(other.creditMinor()),
                            one.entries() + other.entries()));
        }
        return List.copyOf(totals.values());
    }
}
