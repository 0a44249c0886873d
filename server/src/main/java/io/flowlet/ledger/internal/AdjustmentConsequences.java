package io.flowlet.ledger.internal;

import io.flowlet.approvals.Agreed;
import io.flowlet.approvals.Applied;
import io.flowlet.approvals.Approval;
import io.flowlet.audit.AuditEvent;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.Consequences;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingRefusal;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is written with an adjustment, posted or refused: audit event, event for others, and the answer that every repeat is told. */
public record AdjustmentConsequences(Agreed agreed, Uuid7 ids) implements Consequences {
    private static final String ACTION = "transaction.adjust";
    private static final String TRANSACTION = "transaction";
    private static final String REFUSED = "refused";
    private static final int CREATED = 201;
    private static final int UNPROCESSABLE = 422;

    @Override
    public Consequence of(PostingOutcome outcome) {
        return switch (outcome) {
            case PostingOutcome.Posted posted -> posted(posted.first());
            case PostingOutcome.Refused refused ->
                new Consequence(
                        answer(UNPROCESSABLE, REFUSED, refused.reason().name()),
                        List.of(about(AuditEvent.refused(
                                agreed.self(),
                                ACTION,
                                approval().subject(),
                                refused.reason().problem().code()))),
                        List.of(),
                        List.of());
        };
    }

    private Consequence posted(PostedTransaction transaction) {
        String id = transaction.id().toString();
        AuditEvent event = about(AuditEvent.done(agreed.self(), ACTION, id))
                .with("legs", (long) transaction.legs().size());
        return new Consequence(
                answer(CREATED, TRANSACTION, id),
                List.of(event),
                List.of(new OutboxEvent(ids.next(), agreed.self().tenant(), "transaction.adjusted", id)),
                List.of());
    }

    private AuditEvent about(AuditEvent event) {
        return event.with("approval", approval().id().toString())
                .with("adjustment", approval().subject())
                .with("made_by", approval().makerName())
                .with("approved_by", String.join(" ", approval().approvedBy()));
    }

    private Approval approval() {
        return agreed.approval();
    }

    private static StoredAnswer answer(int status, String member, String value) {
        return new StoredAnswer(status, CanonicalJson.write(Map.of(member, value)));
    }

    /** What a kept answer says. */
    public static Applied cameOfIt(StoredAnswer answer) {
        try {
            Map<String, ?> told = CanonicalJson.parseObject(answer.json());
            return told.get(REFUSED) instanceof String reason
                    ? new Applied.Refused(PostingRefusal.valueOf(reason).problem())
                    : new Applied.Done((String) Objects.requireNonNull(told.get(TRANSACTION)));
        } catch (Malformed e) {
            throw new IllegalStateException("a kept answer does not parse", e);
        }
    }
}
