package io.flowlet.ledger.internal;

import io.flowlet.http.ProblemCode;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ledger.BatchOutcome;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.TransactionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of one command of a batch, and the few words that are kept of it: a batch keeps thousands of answers, and what a problem says
 * beside its code stands in the catalogue. Thread-safe.
 */
@Component
public final class BatchAnswers {
    private static final int CREATED = 201;

    private final JsonMapper json;

    BatchAnswers(JsonMapper json) {
        this.json = json;
    }

    /** What is kept; nothing in it needs escaping. */
    public StoredAnswer stored(PostingOutcome outcome, ProgramCommand asked, Resolved.Ready ready) {
        return switch (outcome) {
            case PostingOutcome.Posted posted -> {
                BatchOutcome.Posted told = posted(posted.first(), asked);
                String hold = told.hold() == null ? "" : "\"hold_id\":\"" + told.hold() + "\",";
                yield new StoredAnswer(
                        CREATED,
                        "{\"transaction_id\":\"" + told.transaction() + "\"," + hold + "\"booked_at\":\""
                                + told.bookedAt() + "\"}");
            }
            case PostingOutcome.Refused refused -> {
                ProblemCode reason = refused.reason().problem();
                String place = ready.place(refused);
                String pointer = place == null ? "" : ",\"pointer\":\"" + place + "\"";
                yield new StoredAnswer(reason.status(), "{\"code\":\"" + reason.code() + "\"" + pointer + "}");
            }
        };
    }

    /** The outcome that a receipt tells. */
    public BatchOutcome outcome(PostingReceipt receipt, ProgramCommand asked, Resolved.Ready ready) {
        return switch (receipt) {
            case PostingReceipt.Decided(PostingOutcome.Posted posted, var answer) -> posted(posted.first(), asked);
            case PostingReceipt.Decided(PostingOutcome.Refused refused, var answer) ->
                new BatchOutcome.Refused(refused.reason().problem(), ready.place(refused), false);
            case PostingReceipt.Replayed(var answer) -> replayed(answer);
            case PostingReceipt.KeyReused() ->
                new BatchOutcome.Refused(ProblemCode.IDEMPOTENCY_KEY_REUSED, null, false);
            case PostingReceipt.Overloaded(int seconds) -> new BatchOutcome.NotAttempted(ProblemCode.OVERLOADED);
            case PostingReceipt.DeadlineExceeded() -> new BatchOutcome.NotAttempted(ProblemCode.DEADLINE_EXCEEDED);
        };
    }

    /** The outcome that was kept. */
    public BatchOutcome replayed(StoredAnswer answer) {
        JsonNode kept = json.readTree(answer.json());
        if (kept.has("code")) {
            JsonNode pointer = kept.get("pointer");
            return new BatchOutcome.Refused(
                    ProblemCode.valueOf(kept.get("code").asString().toUpperCase(Locale.ROOT)),
                    pointer == null ? null : pointer.asString(),
                    true);
        }
        JsonNode hold = kept.get("hold_id");
        return new BatchOutcome.Posted(
                TransactionId.of(kept.get("transaction_id").asString()),
                hold == null ? null : HoldId.of(hold.asString()),
                Instant.parse(kept.get("booked_at").asString()),
                true);
    }

    /** The outcomes of commands that were posted together. */
    public static List<BatchOutcome.Posted> posted(PostingOutcome.Posted posted, List<ProgramCommand> asked) {
        List<BatchOutcome.Posted> outcomes = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            outcomes.add(posted(posted.transactions().get(i), asked.get(i)));
        }
        return outcomes;
    }

    private static BatchOutcome.Posted posted(PostedTransaction posted, ProgramCommand asked) {
        return new BatchOutcome.Posted(
                posted.id(), ProgramConsequences.hold(asked, posted.id()), posted.bookedAt(), false);
    }
}
