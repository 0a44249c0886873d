package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves back what transfers of one earlier transaction moved, or a part of it; the last leg first. All that was ever moved back of a transfer
 * never exceeds it.
 *
 * @param parts 1 to {@value Posting#MAX_LEGS}, in the order of the original's legs, each leg once
 * @param valueAt when it takes effect; null for the moment it is booked
 */
public record Reversal(
        TransactionId original, List<Part> parts, @Nullable Instant valueAt) implements Command {
    public Reversal {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > Posting.MAX_LEGS) {
            throw new IllegalArgumentException(
                    "a reversal has 1 to " + Posting.MAX_LEGS + " parts, not " + parts.size());
        }
    }

    /**
     * One transfer of the original, as it stands in the books.
     *
     * @param debit the account that the original debited
     * @param moved what the original moved
     * @param amount how much of it moves back, positive; null for all that has not yet moved back
     */
    public record Part(
            UUID transfer,
            AccountNumber debit,
            AccountNumber credit,
            Money moved,
            @Nullable Money amount) {
        public Part {
            if (amount != null && !amount.isPositive()) {
                throw new IllegalArgumentException("a reversal moves a positive amount");
            }
        }
    }
}
