package io.flowlet.sdk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** {@code /v1/ledger/periods}: days that are closed for good. Nothing with a value date in them is posted any more. */
public final class LedgerPeriods {
    private static final String PERIODS = "/v1/ledger/periods";

    private final Api api;

    LedgerPeriods(Api api) {
        this.api = api;
    }

    record NewLedgerPeriod(LocalDate closedThrough) {}

    /**
     * A closed period.
     *
     * @param closedThrough its last day (UTC); it names the period
     * @param closedBy the client that closed it
     * @param digest SHA-256 of its trial balance, hexadecimal
     */
    public record Period(LocalDate closedThrough, Instant closedAt, String closedBy, String digest) {}

    /**
     * A closed period with its trial balance by value date, as it was when the period was closed.
     *
     * @param digest of lines that <code>docs/reference/ledger-history.md</code> describes, hexadecimal
     */
    public record ClosedPeriod(
            LocalDate closedThrough,
            Instant closedAt,
            String closedBy,
            String digest,
            List<Ledger.Line> lines,
            List<Ledger.Total> totals) {
        public ClosedPeriod {
            lines = Lists.copyOf(lines);
            totals = Lists.copyOf(totals);
        }
    }

    /**
     * Closes all days through {@code last}, for good.
     *
     * @param last a day (UTC) that is over and later than what is closed already
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code period_not_closable}
     */
    public ClosedPeriod close(LocalDate last, IdempotencyKey key) {
        return api.ask(Call.post(PERIODS).sending(new NewLedgerPeriod(last)).once(key), ClosedPeriod.class);
    }

    /** Newest first. */
    public Pages<Period> list() {
        return api.pages(Call.get(PERIODS), Period.class);
    }

    /** The period whose last day is {@code last}. */
    public ClosedPeriod find(LocalDate last) {
        return api.ask(Call.get("/v1/ledger/periods/{}", last.toString()), ClosedPeriod.class);
    }
}
