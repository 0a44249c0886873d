package io.flowlet.sdk.audit;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line on a terminal that is overwritten as the work goes on; nothing at all in the first two seconds. */
final class TerminalProgress implements Progress {
    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final long BETWEEN_NANOS = 200_000_000L;

    private final PrintStream terminal;
    private final LongSupplier nanoClock;
    private final long started;
    private long shownAt;
    private boolean shown;

    TerminalProgress(PrintStream terminal, LongSupplier nanoClock) {
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.started = nanoClock.getAsLong();
        this.shownAt = started + QUIET_NANOS - BETWEEN_NANOS;
    }

    @Override
    public void at(long done, long total) {
        long now = nanoClock.getAsLong();
        if (now - shownAt >= BETWEEN_NANOS) {
            terminal.printf(Locale.ROOT, "\r  %,d of %,d entries (%d %%)", done, total, percent(done, total));
            terminal.flush();
            shownAt = now;
            shown = true;
        }
    }

    private static long percent(long done, long total) {
        return total == 0 ? 100 : Math.round(100.0 * done / total);
    }

    /** Takes the line away. */
    void clear() {
        if (shown) {
            terminal.print("\r" + " ".repeat(60) + "\r");
            terminal.flush();
        }
    }
}
