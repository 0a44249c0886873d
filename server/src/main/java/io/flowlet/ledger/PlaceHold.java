package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds money on one account for another. What is held counts in every limit, on both sides.
 *
 * @param amount positive
 * @param captureLimit most that captures may move in all, at least {@code amount}
 * @param expiresAt from then on it cannot be captured; null for never
 */
public record PlaceHold(
        AccountNumber debit,
        AccountNumber credit,
        Money amount,
        Money captureLimit,
        @Nullable Instant expiresAt) implements Command {
    public PlaceHold {
        if (!amount.isPositive()
                || !captureLimit.currency().equals(amount.currency())
                || captureLimit.minor() < amount.minor()) {
            throw new IllegalArgumentException(
                    "a hold has a positive amount, and a capture limit that is not below it");
        }
    }
}
