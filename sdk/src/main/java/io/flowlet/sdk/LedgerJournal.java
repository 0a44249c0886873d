package io.flowlet.sdk;

import java.time.LocalDate;
import java.util.List;

/**
 * {@code /v1/ledger/journal}: what was booked on one day, summed up for a general ledger. The same day gives the same bytes; their digest is
 * checked before anybody sees them.
 */
public final class LedgerJournal {
    private static final String JOURNAL = "/v1/ledger/journal";

    private final Api api;

    LedgerJournal(Api api) {
        this.api = api;
    }

    /** What was booked on one day (UTC). */
    public record Day(LocalDate bookedOn, List<Line> lines, List<Total> totals) {
        public Day {
            lines = Lists.copyOf(lines);
            totals = Lists.copyOf(totals);
        }
    }

    /**
     * Entries of one value day, GL code and currency.
     *
     * @param entries how many
     */
    public record Line(LocalDate valueOn, String glCode, Money debit, Money credit, long entries) {}

    /** One currency over all lines; its two sides are equal. */
    public record Total(Money debit, Money credit, long entries) {}

    /**
     * The journal of a day.
     *
     * @throws io.flowlet.sdk.problem.ValidationProblem {@code parameter_invalid}: the day (UTC) is not over
     * @throws io.flowlet.sdk.problem.UnreadableAnswer if the bytes are not those of the answer's {@code Repr-Digest}
     */
    public Day on(LocalDate day) {
        Call call = Call.get(JOURNAL).with("on", day);
        return Api.read(call, api.intact(call), body -> Json.read(body, Day.class));
    }

    /** As {@link #on}, the lines as CSV (RFC 4180, UTF-8) with a header: the bytes to keep as they are. */
    public byte[] csv(LocalDate day) {
        return api.intact(Call.get(JOURNAL).with("on", day).answeredWith("text/csv"))
                .body();
    }
}
