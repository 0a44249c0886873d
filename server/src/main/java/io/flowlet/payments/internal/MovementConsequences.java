package io.flowlet.payments.internal;

import io.flowlet.audit.AuditEvent;
import io.flowlet.http.Once;
import io.flowlet.http.ProblemCode;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.Consequences;
import io.flowlet.ledger.ModuleRow;
import io.flowlet.ledger.ModuleTable;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.payments.Payment;
import io.flowlet.payments.PaymentOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is written with a movement: its row, its audit event, the event for others, and the answer that a repeat gets. */
public final class MovementConsequences implements Consequences {
    private static final ModuleTable PAYMENT = new ModuleTable(
            "insert into payments.payment (tenant_id, id, kind, from_wallet, to_wallet, amount, currency, tx_id, description,"
                    + " description_of, initiated_by, authority, created_at) values",
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private final Movement movement;
    private final PaymentRows.@Nullable Sealed description;
    private final Once<PaymentOutcome> once;
    private final Uuid7 ids;

    /** @param description of the movement, sealed for its row */
    public MovementConsequences(
            Movement movement, PaymentRows.@Nullable Sealed description, Once<PaymentOutcome> once, Uuid7 ids) {
        this.movement = movement;
        this.description = description;
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

    private Consequence posted(PostedTransaction transaction) {
        // without the description, which goes with the payer's data: a repeat is rendered from the row
        Payment payment = movement.posted(transaction).withDescription(null);
        String id = payment.id().toString();
        AuditEvent event = AuditEvent.done(movement.caller(), action(), id)
                .with("transaction", transaction.id().toString())
                .with("amount", movement.amount().toDecimalString())
                .with("currency", movement.amount().currency().code())
                .with("authority", payment.authority())
                .withIdempotencyKey(once.key().key());
        OutboxEvent created = new OutboxEvent(
                ids.next(), movement.caller().tenant(), movement.kind().code() + ".created", id);
        return new Consequence(
                once.answer().apply(new PaymentOutcome.Posted(payment)),
                List.of(event),
                List.of(created),
                List.of(row(payment)));
    }

    private Consequence refused(ProblemCode reason) {
        AuditEvent event = AuditEvent.refused(
                        movement.caller(), action(), movement.id().toString(), reason.code())
                .withIdempotencyKey(once.key().key());
        // kept for 409 and 422 alone: a repeat after the object appeared, or the right was granted, is a new try
        boolean kept = reason.status() == 409 || reason.status() == 422;
        return kept
                ? new Consequence(
                        once.answer().apply(new PaymentOutcome.Refused(reason)), List.of(event), List.of(), List.of())
                : Consequence.audited(event);
    }

    private ModuleRow row(Payment payment) {
        return ModuleRow.of(
                PAYMENT,
                movement.caller().tenant().value(),
                payment.id().value(),
                payment.kind().code(),
                payment.from() == null ? null : payment.from().value(),
                payment.to().value(),
                payment.amount().minor(),
                (short) payment.amount().currency().numericCode(),
                payment.transaction(),
                description == null ? null : description.bytes(),
                description == null ? null : description.of(),
                payment.initiatedBy(),
                payment.authority(),
                payment.createdAt());
    }

    private String action() {
        return movement.kind().code() + ".create";
    }
}
