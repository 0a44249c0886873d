package io.flowlet.ledger.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.ledger.BatchOutcome;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.TransactionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch, as the API shows it.
 *
 * @param outcomes one a command, in their order
 */
record BatchView(BatchRequest.Mode mode, int posted, int refused, int notAttempted, List<OutcomeView> outcomes) {
    /** How a command ended. */
    enum Status {
        POSTED,
        REFUSED,
        NOT_ATTEMPTED
    }

    /**
     * What became of one command.
     *
     * @param index its place in the batch
     * @param replayed true when an earlier request with its key did it, otherwise absent
     */
    record OutcomeView(
            int index,
            Status status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            TransactionId transactionId,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            HoldId holdId,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant bookedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean replayed,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ReasonView problem) {}

    /** The problem that the command by itself would have been answered with. */
    record ReasonView(String code, String title, int status, String detail, List<FieldFault> errors) {}

    static BatchView of(BatchRequest.Mode mode, List<? extends BatchOutcome> outcomes) {
        List<OutcomeView> views = new ArrayList<>(outcomes.size());
        for (int i = 0; i < outcomes.size(); i++) {
            views.add(view(i, outcomes.get(i)));
        }
        return new BatchView(
                mode,
                count(views, Status.POSTED),
                count(views, Status.REFUSED),
                count(views, Status.NOT_ATTEMPTED),
                views);
    }

    private static int count(List<OutcomeView> views, Status status) {
        int count = 0;
        for (OutcomeView view : views) {
            count += view.status() == status ? 1 : 0;
        }
        return count;
    }

    private static OutcomeView view(int index, BatchOutcome outcome) {
        return switch (outcome) {
            case BatchOutcome.Posted(var transaction, var hold, var bookedAt, var replayed) ->
                new OutcomeView(index, Status.POSTED, transaction, hold, bookedAt, told(replayed), null);
            case BatchOutcome.Refused(var reason, var pointer, var replayed) ->
                new OutcomeView(
                        index,
                        Status.REFUSED,
                        null,
                        null,
                        null,
                        told(replayed),
                        reason(reason, pointer == null ? null : "/commands/" + index + pointer));
            case BatchOutcome.NotAttempted(var reason) ->
                new OutcomeView(index, Status.NOT_ATTEMPTED, null, null, null, null, reason(reason, null));
        };
    }

    private static @Nullable Boolean told(boolean replayed) {
        return replayed ? true : null;
    }

    private static ReasonView reason(ProblemCode code, @Nullable String pointer) {
        List<FieldFault> errors =
                pointer == null ? List.of() : List.of(new FieldFault(pointer, code.code(), code.detail()));
        return new ReasonView(code.code(), code.title(), code.status(), code.detail(), errors);
    }
}
