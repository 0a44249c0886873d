package io.flowlet.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a correction of the books. Holds free text: never log it.
 *
 * @param legs 1 to {@value Posting#MAX_LEGS}, between any accounts of the tenant, those of other modules included
 * @param valueAt when it takes effect, not later than it is booked; null for the moment it is booked
 * @param reason for whoever decides
 */
public record AskAdjustment(
        List<ProgramCommand.Leg> legs, @Nullable Instant valueAt, String reason) {
    public AskAdjustment {
        legs = List.copyOf(legs);
    }

    @Override
    public String toString() {
        return "AskAdjustment[" + legs.size() + " legs]";
    }
}
