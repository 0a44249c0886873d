package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.HoldStatus;
import io.flowlet.ledger.ProgramHold;
import io.flowlet.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hold as the API shows it.
 *
 * @param amount held at first
 * @param remaining held now
 * @param captured moved so far
 * @param captureLimit most that captures may move in all
 * @param expiresAt null for never
 */
record HoldView(
        HoldId id,
        HoldStatus status,
        AccountId debitAccountId,
        AccountId creditAccountId,
        Money amount,
        Money remaining,
        Money captured,
        Money captureLimit,
        @Nullable Instant expiresAt,
        Instant placedAt) {
    static HoldView of(ProgramHold told) {
        Hold hold = told.hold();
        return new HoldView(
                hold.id(),
                hold.status(),
                told.debit(),
                told.credit(),
                hold.amount(),
                hold.remaining(),
                hold.captured(),
                hold.captureLimit(),
                hold.expiresAt(),
                hold.placedAt());
    }
}
