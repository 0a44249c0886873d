package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Once;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ledger.BatchOutcome;
import io.flowlet.ledger.ProgramBatches;
import io.flowlet.ledger.ProgramCommand;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/ledger/batches}. */
@RestController
final class BatchesController {
    /** A command's key may be the batch's, a slash and its place. */
    private static final int MAX_KEY_CHARS = 249;

    private final ProgramBatches batches;
    private final Idempotency idempotency;
    private final Answers answers;

    BatchesController(ProgramBatches batches, Idempotency idempotency, Answers answers) {
        this.batches = batches;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    @PostMapping("/v1/ledger/batches")
    @RequiresScope("ledger:write")
    ResponseEntity<?> post(Caller caller, HttpServletRequest request, @RequestBody BatchRequest body) {
        return switch (body.mode()) {
            case INDEPENDENT -> independent(caller, request, body);
            case ATOMIC -> atomic(caller, request, body);
        };
    }

    private ResponseEntity<BatchView> independent(Caller caller, HttpServletRequest request, BatchRequest body) {
        List<String> texts = body.commands().stream()
                .map(item -> Canonical.of(item.command()))
                .toList();
        IdempotencyKey batch = idempotency.keyOfCanonical(caller, request, whole(body, texts));
        if (batch.key().length() > MAX_KEY_CHARS) {
            throw Refusal.of(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        }
        List<ProgramBatches.Keyed> asked = new ArrayList<>(texts.size());
        for (BatchRequest.Item item : body.commands()) {
            String key = item.key() == null ? batch.key() + "/" + asked.size() : item.key();
            asked.add(
                    new ProgramBatches.Keyed(item.command(), idempotency.partOf(batch, key, texts.get(asked.size()))));
        }
        // its commands act under keys of their own; another body, or another mode, under the batch's key would act
        // again
        if (!idempotency.claim(batch)) {
            throw Refusal.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        }
        List<BatchOutcome> outcomes = batches.independent(caller, batch, asked)
                .orElseThrow(() -> Refusal.retryAfter(ProblemCode.REQUEST_IN_FLIGHT, 1));
        return ResponseEntity.ok(BatchView.of(body.mode(), outcomes));
    }

    private static String whole(BatchRequest body, List<String> texts) {
        StringBuilder whole = new StringBuilder("independent");
        for (int i = 0; i < texts.size(); i++) {
            String key = body.commands().get(i).key();
            whole.append('\n').append(key == null ? "" : key).append('\n').append(texts.get(i));
        }
        return whole.toString();
    }

    private ResponseEntity<String> atomic(Caller caller, HttpServletRequest request, BatchRequest body) {
        for (int i = 0; i < body.commands().size(); i++) {
            if (body.commands().get(i).key() != null) {
                throw Refusal.of(
                        ProblemCode.BODY_INVALID,
                        List.of(new FieldFault(
                                "/commands/" + i + "/idempotency_key",
                                "unknown_member",
                                "An atomic batch has one key: the request's.")));
            }
        }
        List<ProgramCommand> asked =
                body.commands().stream().map(BatchRequest.Item::command).toList();
        IdempotencyKey key = idempotency.keyOfCanonical(caller, request, Canonical.of(asked));
        Once<ProgramBatches.Together> once = new Once<>(key, outcome -> answer(caller, request, outcome));
        return answers.respond(batches.together(caller, asked, once));
    }

    private StoredAnswer answer(Caller caller, HttpServletRequest request, ProgramBatches.Together outcome) {
        return switch (outcome) {
            case ProgramBatches.Together.Posted(var outcomes) ->
                answers.created(BatchView.of(BatchRequest.Mode.ATOMIC, outcomes));
            case ProgramBatches.Together.Refused(var reason, var command, var pointer) ->
                answers.problem(
                        reason,
                        List.of(new FieldFault(
                                "/commands/" + command + (pointer == null ? "" : pointer),
                                reason.code(),
                                reason.detail())),
                        request.getRequestURI(),
                        caller.trace());
        };
    }
}
