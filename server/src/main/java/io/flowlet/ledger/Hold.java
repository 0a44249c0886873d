package io.flowlet.ledger;

import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money that is promised and not yet moved. All amounts are in one currency.
 *
 * @param amount what was held at first, positive
 * @param remaining what is held now, not negative; 0 unless it is open
 * @param captured what captures have moved so far, not negative
 * @param captureLimit most that captures may move in all, at least {@code amount}
 * @param expiresAt from then on it cannot be captured, and what remains is given back; null for never
 */
public record Hold(
        HoldId id,
        AccountNumber debit,
        AccountNumber credit,
        Money amount,
        Money remaining,
        Money captured,
        Money captureLimit,
        HoldStatus status,
        @Nullable Instant expiresAt,
        Instant placedAt) {

    public Currency currency() {
        return amount.currency();
    }

    /** What a command on this hold has to name. */
    public Ref ref() {
        return new Ref(id, debit, credit, currency());
    }

    /** What never changes of a hold: which accounts a command on it will lock. */
    public record Ref(HoldId id, AccountNumber debit, AccountNumber credit, Currency currency) {}
}
