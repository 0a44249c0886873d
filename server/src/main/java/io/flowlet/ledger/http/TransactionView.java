package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.EntryKind;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.LedgerTransaction;
import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal transaction as the API shows it.
 *
 * @param reverses what a reversal moved back; null for others
 * @param holdId the hold that was placed, captured, voided or expired; null for others
 */
record TransactionView(
        TransactionId id,
        EntryKind kind,
        Instant valueAt,
        Instant bookedAt,
        @Nullable TransactionId reverses,
        @Nullable HoldId holdId,
        List<LegView> legs) {
    /**
     * One movement.
     *
     * @param reversed how much of it has moved back
     */
    record LegView(AccountId debitAccountId, AccountId creditAccountId, Money amount, Money reversed) {}

    static TransactionView of(LedgerTransaction transaction) {
        return new TransactionView(
                transaction.id(),
                transaction.kind(),
                transaction.valueAt(),
                transaction.bookedAt(),
                transaction.reverses(),
                transaction.hold(),
                transaction.legs().stream()
                        .map(leg -> new LegView(leg.debit(), leg.credit(), leg.amount(), leg.reversed()))
                        .toList());
    }
}
