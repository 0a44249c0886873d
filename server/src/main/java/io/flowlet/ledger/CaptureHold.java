package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Moves what is held, or a part of it, or more of it up to the hold's capture limit.
 *
 * @param amount positive, in the hold's currency; null for all that is still held when its turn comes
 * @param last whether what is not captured now is given back
 * @param valueAt when it takes effect; null for the moment it is booked
 */
public record CaptureHold(
        Hold.Ref hold,
        @Nullable Money amount,
        boolean last,
        @Nullable Instant valueAt) implements Command {
    public CaptureHold {
        if (amount != null && !amount.isPositive()) {
            throw new IllegalArgumentException("a capture moves a positive amount");
        }
    }
}
