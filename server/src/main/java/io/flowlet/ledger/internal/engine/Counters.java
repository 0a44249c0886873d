package io.flowlet.ledger.internal.engine;

/**
 * What an account was debited and credited in one day and the month around it, minor units. Sums stop at {@link Long#MAX_VALUE}: from there no
 * limit lets anything through, and nothing that has no limit is kept from moving.
 *
 * @param day days since 1970-01-01, UTC, by booking
 */
public record Counters(int day, long dayDebited, long dayCredited, long monthDebited, long monthCredited) {
    /** Of an account that has never moved. */
    public static final Counters NONE = new Counters(0, 0, 0, 0, 0);

    public Counters {
        if (dayDebited < 0 || dayCredited < 0 || monthDebited < 0 || monthCredited < 0) {
            throw new IllegalArgumentException("counters are not negative");
        }
    }

    /** As they read on the day of a booking. Another instance's clock may be a little ahead: its day then counts on, so that no sum is lost. */
    Counters on(Booking booking) {
        if (day >= booking.day()) {
            return this;
        }
        return day >= booking.firstOfMonth()
                ? new Counters(booking.day(), 0, 0, monthDebited, monthCredited)
                : new Counters(booking.day(), 0, 0, 0, 0);
    }

    Counters debited(long amountMinor) {
        return new Counters(
                day, sum(dayDebited, amountMinor), dayCredited, sum(monthDebited, amountMinor), monthCredited);
    }

    Counters credited(long amountMinor) {
        return new Counters(
                day, dayDebited, sum(dayCredited, amountMinor), monthDebited, sum(monthCredited, amountMinor));
    }

    long of(MovementLimit.Side side, MovementLimit.Window window) {
        return switch (window) {
            case DAY -> side == MovementLimit.Side.DEBIT ? dayDebited : dayCredited;
            case MONTH -> side == MovementLimit.Side.DEBIT ? monthDebited : monthCredited;
        };
    }

    /** Of two numbers that are not negative. */
    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
