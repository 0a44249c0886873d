package io.flowlet.ledger.internal;

import io.flowlet.audit.AuditEvent;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.IdempotencyRow;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.ModuleRow;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.internal.engine.Account;
import io.flowlet.ledger.internal.engine.Batch;
import io.flowlet.ledger.internal.engine.Held;
import io.flowlet.ledger.internal.engine.Outcome;
import io.flowlet.ledger.internal.engine.PostedTransfer;
import io.flowlet.ledger.internal.engine.Reversed;
import io.flowlet.outbox.OutboxEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a batch of units comes to: a receipt for each, and everything that has to be written for them. Used by one thread, once. */
final class Decisions {
    private static final Set<Integer> STORED_REFUSALS = Set.of(409, 422);

    private final Batch batch;
    private final Map<UUID, IdempotencyRow> answered;
    private final Uuid7 ids;
    private final Instant bookedAt;

    private final List<PostingReceipt> receipts = new ArrayList<>();
    /** The engine counts the units that it sees; this says which receipt each of them has. */
    private final List<Integer> receiptOfDecided = new ArrayList<>();

    private final List<PostedTransfer> transfers = new ArrayList<>();
    private final List<IdempotencyRow> keys = new ArrayList<>();
    private final List<AuditEvent> auditEvents = new ArrayList<>();
    private final List<OutboxEvent> outboxEvents = new ArrayList<>();
    private final List<ModuleRow> moduleRows = new ArrayList<>();

    /** @param answered rows of keys that were carried out before, by slot */
    Decisions(Batch batch, Map<UUID, IdempotencyRow> answered, Uuid7 ids, Instant bookedAt) {
        this.batch = batch;
        this.answered = answered;
        this.ids = ids;
        this.bookedAt = bookedAt;
    }

    /** Decides the next unit. */
    void decide(PostingUnit unit) {
        PostingReceipt before = before(unit.key());
        receipts.add(before != null ? before : decideNow(unit));
    }

    private @Nullable PostingReceipt before(@Nullable IdempotencyKey key) {
        IdempotencyRow row = key == null || answered.isEmpty() ? null : answered.get(IdempotencyStore.slot(key));
        if (key == null || row == null) {
            return null;
        }
        return row.key().sameRequestAs(key)
                ? new PostingReceipt.Replayed(row.answer())
                : new PostingReceipt.KeyReused();
    }

    private PostingReceipt decideNow(PostingUnit unit) {
        receiptOfDecided.add(receipts.size());
        Outcome outcome = batch.decide(Translation.unit(unit, ids::next));
        return switch (outcome) {
            case Outcome.Posted posted -> {
                transfers.addAll(posted.transfers());
                yield conclude(unit, Translation.posted(posted, bookedAt));
            }
            case Outcome.Refused refused -> conclude(unit, Translation.refused(refused));
            case Outcome.Duplicate duplicate -> repeat(receipts.get(receiptOfDecided.get(duplicate.unit())));
            case Outcome.KeyReused reused -> new PostingReceipt.KeyReused();
        };
    }

    private PostingReceipt conclude(PostingUnit unit, PostingOutcome outcome) {
        Consequence consequence = unit.consequences().of(outcome);
        auditEvents.addAll(consequence.audit());
        outboxEvents.addAll(consequence.outbox());
        moduleRows.addAll(consequence.rows());
        StoredAnswer answer = consequence.answer();
        IdempotencyKey key = unit.key();
        if (answer != null && key != null) {
            requireStorable(answer);
            keys.add(new IdempotencyRow(key, answer, true)); // a refusal too: repeated years later it must not post
        }
        return new PostingReceipt.Decided(outcome, answer);
    }

    private static void requireStorable(StoredAnswer answer) {
        int status = answer.status();
        if (status / 100 != 2 && !STORED_REFUSALS.contains(status)) {
            throw new IllegalStateException("an answer with status " + status + " is not stored");
        }
    }

    /** A refusal that is not stored is told again as it was. */
    private static PostingReceipt repeat(PostingReceipt first) {
        return first instanceof PostingReceipt.Decided decided && decided.answer() != null
                ? new PostingReceipt.Replayed(decided.answer())
                : first;
    }

    List<PostingReceipt> receipts() {
        return receipts;
    }

    Instant bookedAt() {
        return bookedAt;
    }

    List<Account> changedAccounts() {
        return batch.changedAccounts();
    }

    List<Held> changedHolds() {
        return batch.changedHolds();
    }

    List<Reversed> changedReversals() {
        return batch.changedReversals();
    }

    List<PostedTransfer> transfers() {
        return transfers;
    }

    List<IdempotencyRow> keys() {
        return keys;
    }

    List<AuditEvent> auditEvents() {
        return auditEvents;
    }

    List<OutboxEvent> outboxEvents() {
        return outboxEvents;
    }

    List<ModuleRow> moduleRows() {
        return moduleRows;
    }
}
