package io.flowlet.privacy;

import io.flowlet.actor.Purpose;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Why data is held for a purpose, and for how long.
 *
 * @param law that the basis and the period follow from, 1 to 200 characters
 * @param monthsAfterEnd how long it is kept after the relationship ended, 0 to 1,200; 0 is at once
 */
public record PurposeRule(Purpose purpose, LegalBasis basis, String law, int monthsAfterEnd) {
    /** When data of a relationship that ended at {@code end} is destroyed. */
    public Instant destroyAfter(Instant end) {
        return end.atOffset(ZoneOffset.UTC).plusMonths(monthsAfterEnd).toInstant();
    }
}
