package io.flowlet.ledger.internal;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.http.Once;
import io.flowlet.http.ProblemCode;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.Consequences;
import io.flowlet.ledger.LedgerTransaction;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.TransactionOutcome;
import io.flowlet.outbox.OutboxEvent;
import java.util.List;

/** What is written with a transaction that a program asked for: its audit event, the event for others, the answer that a repeat gets. */
public final class TransactionConsequences implements Consequences {
    public static final String ACTION = "transaction.post";

    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    private final Caller caller;
    private final List<LedgerTransaction.Leg> legs;
    private final Once<TransactionOutcome> once;
    private final Uuid7 ids;

    /** @param legs as the program named them */
    public TransactionConsequences(
            Caller caller, List<LedgerTransaction.Leg> legs, Once<TransactionOutcome> once, Uuid7 ids) {
        this.caller = caller;
        this.legs = List.copyOf(legs);
        this.once = once;
        this.ids = ids;
    }

    @Override
    public Consequence of(PostingOutcome outcome) {
        return switch (outcome) {
            case PostingOutcome.Posted posted -> posted(posted.first());
            case PostingOutcome.Refused refused -> refused(refused.reason().problem());
        };
    }

    private Consequence posted(PostedTransaction posted) {
        LedgerTransaction transaction =
                new LedgerTransaction(posted.id(), posted.kind(), posted.valueAt(), posted.bookedAt(), legs);
        String id = posted.id().toString();
        AuditEvent event = AuditEvent.done(caller, ACTION, id)
                .with("legs", (long) legs.size())
                .withIdempotencyKey(once.key().key());
        return new Consequence(
                once.answer().apply(new TransactionOutcome.Posted(transaction)),
                List.of(event),
                List.of(new OutboxEvent(ids.next(), caller.tenant(), "transaction.posted", id)),
                List.of());
    }

    private Consequence refused(ProblemCode reason) {
        AuditEvent event = AuditEvent.refused(caller, ACTION, "transaction", reason.code())
                .withIdempotencyKey(once.key().key());
        boolean kept = reason.status() == CONFLICT || reason.status() == UNPROCESSABLE;
        return kept
                ? new Consequence(
                        once.answer().apply(new TransactionOutcome.Refused(reason)),
                        List.of(event),
                        List.of(),
                        List.of())
                : Consequence.audited(event);
    }
}
