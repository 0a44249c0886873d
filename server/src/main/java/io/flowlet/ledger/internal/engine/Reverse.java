package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves back what earlier transfers moved, the last part first, so that money is back where it was spent from before it goes back further.
 *
 * @param txId UUIDv7 of the transaction
 * @param parts 1 to {@value Post#MAX_LEGS}, each transfer once
 */
public record Reverse(UUID txId, @Nullable Instant valueAt, List<Part> parts) implements Instruction {
    public Reverse {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > Post.MAX_LEGS) {
            throw new IllegalArgumentException("a reversal has 1 to " + Post.MAX_LEGS + " parts, not " + parts.size());
        }
    }

    /**
     * One transfer that is moved back.
     *
     * @param debitAccount the account that the original debited
     * @param movedMinor what the original moved, {@code > 0}
     * @param amountMinor how much moves back, {@code > 0}; null for all that is left
     */
    public record Part(
            UUID transfer,
            long debitAccount,
            long creditAccount,
            short currency,
            long movedMinor,
            @Nullable Long amountMinor) {
        public Part {
            if (movedMinor <= 0 || (amountMinor != null && amountMinor <= 0)) {
                throw new IllegalArgumentException("a reversal moves a positive amount");
            }
        }
    }

    @Override
    public TransferKind kind() {
        return TransferKind.REVERSAL;
    }
}
