package io.flowlet.ledger;

import io.flowlet.ledger.Posting.Leg;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Corrects the books by hand: as {@link Posting}, but it moves accounts of every owner. Whoever hands it over has two people's approval and
 * names it in the audit event.
 *
 * @param valueAt when it takes effect; null for the moment it is booked
 * @param legs 1 to {@value Posting#MAX_LEGS}
 */
public record Adjustment(@Nullable Instant valueAt, List<Leg> legs) implements Command {
    public Adjustment {
        legs = List.copyOf(legs);
        if (legs.isEmpty() || legs.size() > Posting.MAX_LEGS) {
            throw new IllegalArgumentException(
                    "an adjustment has 1 to " + Posting.MAX_LEGS + " legs, not " + legs.size());
        }
    }
}
