package io.flowlet.ledger.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Days of the books (UTC), and where in the order of ids their transfers lie. */
public final class UtcDays {
    /** A day is over for good when no instance's clock can still be in it. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    /** An id's time is that of the booking, but for clocks that differ and ids that ran ahead of theirs: never so much. */
    static final Duration MAX_SKEW = Duration.ofHours(1);

    private static final UUID LEAST = new UUID(0, 0);
    private static final UUID GREATEST = new UUID(-1, -1);

    private UtcDays() {}

    static LocalDate of(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    public static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The first moment that is no more in the day. */
    public static Instant end(LocalDate day) {
        return start(day.plusDays(1));
    }

    /** The last day that is over for good. */
    static LocalDate lastOver(Instant now) {
        return of(now.minus(GRACE)).minusDays(1);
    }

    public static boolean isOver(LocalDate day, Instant now) {
        return !day.isAfter(lastOver(now));
    }

    /** The first moment after {@code at} that the tables can tell from it. */
    public static Instant after(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
    }

    /** No transfer that was booked at {@code at} or later has a smaller id. */
    static UUID idFrom(OffsetDateTime at) {
        return at.equals(OffsetDateTime.MIN) ? LEAST : leastId(at.toInstant().minus(MAX_SKEW));
    }

    /** Every transfer that was booked before {@code at} has a smaller id. */
    static UUID idUntil(OffsetDateTime at) {
        return at.equals(OffsetDateTime.MAX) ? GREATEST : leastId(at.toInstant().plus(MAX_SKEW));
    }

    /** The least UUIDv7 of a moment. */
    static UUID leastId(Instant at) {
        return new UUID(Math.max(at.toEpochMilli(), 0) << Short.SIZE, 0);
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
