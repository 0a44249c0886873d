package io.flowlet.ledger.http;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.EntryKind;
import io.flowlet.ledger.LedgerTransaction;
import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;

/** A journal transaction as the API shows it. */
record TransactionView(TransactionId id, EntryKind kind, Instant valueAt, Instant bookedAt, List<LegView> legs) {
    /** One movement. */
    record LegView(AccountId debitAccountId, AccountId creditAccountId, Money amount) {}

    static TransactionView of(LedgerTransaction transaction) {
        return new TransactionView(
                transaction.id(),
                transaction.kind(),
                transaction.valueAt(),
                transaction.bookedAt(),
                transaction.legs().stream()
                        .map(leg -> new LegView(leg.debit(), leg.credit(), leg.amount()))
                        .toList());
    }
}
