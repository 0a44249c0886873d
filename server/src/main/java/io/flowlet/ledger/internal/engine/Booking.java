package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.time.LocalDate;

/**
 * The moment at which a batch is booked, and which value dates it may still have.
 *
 * @param closedBefore value dates before it are closed
 */
public record Booking(Instant at, Instant closedBefore) {
    private static final long SECONDS_A_DAY = 86_400;

    /** Days since 1970-01-01, UTC. */
    int day() {
        return (int) Math.floorDiv(at.getEpochSecond(), SECONDS_A_DAY);
    }

    /** The day on which this month began. */
    int firstOfMonth() {
        return (int) LocalDate.ofEpochDay(day()).withDayOfMonth(1).toEpochDay();
    }

    /** When an instruction takes effect. */
    Instant valueAt(Instruction instruction) {
        Instant asked = instruction.valueAt();
        return asked == null ? at : asked;
    }
}
