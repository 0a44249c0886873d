package io.flowlet.screening;

import java.math.BigDecimal;

/**
 * That a person resembles an entry, and why. Its matched name tells nearly the person's own: never log it.
 *
 * @param listVersion of the version compared with
 * @param entryHash SHA-256 of the entry as read, 64 hexadecimal digits: another hash, another entry
 * @param matchedName the entry's name that resembles the person's most
 * @param scorePercent 1 to 100; orders hits, it is no probability
 * @param matcher version of the rules that found it
 */
public record Finding(
        ListedEntry entry,
        int listVersion,
        String entryHash,
        String matchedName,
        int scorePercent,
        Evidence evidence,
        String matcher) {
    private static final int DECIMALS = 2;

    /** With two decimals: {@code 0.97}. */
    public String score() {
        return BigDecimal.valueOf(scorePercent, DECIMALS).toPlainString();
    }

    @Override
    public String toString() {
        return "Finding[" + entry.list().code() + " " + entry.id() + "]";
    }
}
