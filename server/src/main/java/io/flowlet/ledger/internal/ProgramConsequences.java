package io.flowlet.ledger.internal;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.Consequences;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.TransactionId;
import io.flowlet.outbox.OutboxEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is written with commands of a program: an audit event and an event for others each, and the answer that a repeat of the key gets.
 *
 * @param asked one or, all or nothing, many
 * @param key as sent, for the audit
 * @param answer what the outcome is told as; pure
 */
public record ProgramConsequences(
        Caller caller, List<ProgramCommand> asked, String key, Function<PostingOutcome, StoredAnswer> answer, Uuid7 ids)
        implements Consequences {
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    @Override
    public Consequence of(PostingOutcome outcome) {
        return switch (outcome) {
            case PostingOutcome.Posted posted -> posted(posted);
            case PostingOutcome.Refused refused -> refused(refused);
        };
    }

    private Consequence posted(PostingOutcome.Posted posted) {
        List<AuditEvent> events = new ArrayList<>(asked.size());
        List<OutboxEvent> facts = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            PostedTransaction transaction = posted.transactions().get(i);
            events.add(event(asked.get(i), transaction));
            facts.add(new OutboxEvent(
                    ids.next(), caller.tenant(), fact(asked.get(i)), object(asked.get(i), transaction.id())));
        }
        return new Consequence(answer.apply(posted), events, facts, List.of());
    }

    private AuditEvent event(ProgramCommand command, PostedTransaction posted) {
        return new AuditEvent(
                caller,
                action(command),
                object(command, posted.id()),
                AuditEvent.Outcome.DONE,
                null,
                key,
                details(command, posted));
    }

    private static Map<String, Object> details(ProgramCommand command, PostedTransaction posted) {
        return switch (command) {
            case ProgramCommand.Transact transact -> legs(posted);
            case ProgramCommand.Enter enter -> legs(posted);
            case ProgramCommand.Place place -> Map.of();
            case ProgramCommand.Capture capture ->
                Map.of("transaction", posted.id().toString());
            case ProgramCommand.Release release -> Map.of();
            case ProgramCommand.Reverse reverse ->
                Map.of("reverses", reverse.transaction().toString());
        };
    }

    private static Map<String, Object> legs(PostedTransaction posted) {
        return Map.of("legs", (long) posted.legs().size());
    }

    private Consequence refused(PostingOutcome.Refused refused) {
        ProblemCode reason = refused.reason().problem();
        AuditEvent event = refusal(caller, asked.get(refused.command()), reason, key);
        boolean kept = reason.status() == CONFLICT || reason.status() == UNPROCESSABLE;
        return kept
                ? new Consequence(answer.apply(refused), List.of(event), List.of(), List.of())
                : Consequence.audited(event);
    }

    /** That {@code command} was refused. */
    public static AuditEvent refusal(Caller caller, ProgramCommand command, ProblemCode reason, String key) {
        return AuditEvent.refused(caller, action(command), target(command), reason.code())
                .withIdempotencyKey(key);
    }

    /** The hold that a command of this kind places or changes; null for none. */
    public static @Nullable HoldId hold(ProgramCommand command, TransactionId posted) {
        return switch (command) {
            case ProgramCommand.Transact transact -> null;
            case ProgramCommand.Enter enter -> null;
            case ProgramCommand.Place place -> HoldId.of(posted);
            case ProgramCommand.Capture capture -> capture.hold();
            case ProgramCommand.Release release -> release.hold();
            case ProgramCommand.Reverse reverse -> null;
        };
    }

    private static String object(ProgramCommand command, TransactionId posted) {
        HoldId hold = hold(command, posted);
        return hold == null ? posted.toString() : hold.toString();
    }

    private static String target(ProgramCommand command) {
        return switch (command) {
            case ProgramCommand.Transact transact -> "transaction";
            case ProgramCommand.Enter enter -> "transaction";
            case ProgramCommand.Place place -> "hold";
            case ProgramCommand.Capture capture -> capture.hold().toString();
            case ProgramCommand.Release release -> release.hold().toString();
            case ProgramCommand.Reverse reverse -> reverse.transaction().toString();
        };
    }

    private static String action(ProgramCommand command) {
        return switch (command) {
            case ProgramCommand.Transact transact -> "transaction.post";
            case ProgramCommand.Enter enter -> "transaction.post";
            case ProgramCommand.Place place -> "hold.place";
            case ProgramCommand.Capture capture -> "hold.capture";
            case ProgramCommand.Release release -> "hold.void";
            case ProgramCommand.Reverse reverse -> "transaction.reverse";
        };
    }

    private static String fact(ProgramCommand command) {
        return switch (command) {
            case ProgramCommand.Transact transact -> "transaction.posted";
            case ProgramCommand.Enter enter -> "transaction.posted";
            case ProgramCommand.Place place -> "hold.placed";
            case ProgramCommand.Capture capture -> "hold.captured";
            case ProgramCommand.Release release -> "hold.voided";
            case ProgramCommand.Reverse reverse -> "transaction.reversed";
        };
    }
}
