package io.flowlet.http;

import io.flowlet.actor.Trace;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Turns what a module answers into what can be stored, and what was stored into what is sent. Thread-safe. */
@Component
public final class Answers {
    private static final String REPLAYED = "Idempotent-Replayed";

    private final JsonMapper json;
    private final Problems problems;

    Answers(JsonMapper json, Problems problems) {
        this.json = json;
        this.problems = problems;
    }

    /** 201 with {@code body}. */
    public StoredAnswer created(Object body) {
        return new StoredAnswer(HttpStatus.CREATED.value(), json.writeValueAsString(body));
    }

    /** 202 with {@code body}: it waits for somebody. */
    public StoredAnswer accepted(Object body) {
        return new StoredAnswer(HttpStatus.ACCEPTED.value(), json.writeValueAsString(body));
    }

    /** 200 with {@code body}. */
    public StoredAnswer ok(Object body) {
        return new StoredAnswer(HttpStatus.OK.value(), json.writeValueAsString(body));
    }

    /**
     * A refusal that was decided inside a transaction.
     *
     * @param path of the request
     */
    public StoredAnswer problem(ProblemCode code, String path, Trace trace) {
        return problem(code, List.of(), path, trace);
    }

    /** As {@link #problem(ProblemCode, String, Trace)}, with the members that it is about. */
    public StoredAnswer problem(ProblemCode code, List<FieldFault> faults, String path, Trace trace) {
        return new StoredAnswer(code.status(), problems.json(Problem.of(code, faults), path, trace));
    }

    /**
     * Sends an outcome.
     *
     * @throws Refusal {@code request_in_flight}, {@code idempotency_key_reused}, {@code overloaded}, {@code deadline_exceeded}
     */
    public ResponseEntity<String> respond(OnceOutcome outcome) {
        return switch (outcome) {
            case OnceOutcome.Fresh(StoredAnswer answer) -> send(answer).body(answer.json());
            case OnceOutcome.Replayed(StoredAnswer answer) ->
                send(answer).header(REPLAYED, "true").body(answer.json());
            case OnceOutcome.InFlight() -> throw Refusal.retryAfter(ProblemCode.REQUEST_IN_FLIGHT, 1);
            case OnceOutcome.Overloaded(int seconds) -> throw Refusal.retryAfter(ProblemCode.OVERLOADED, seconds);
            case OnceOutcome.DeadlineExceeded() -> throw Refusal.retryAfter(ProblemCode.DEADLINE_EXCEEDED, 1);
            case OnceOutcome.KeyReused() -> throw Refusal.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        };
    }

    /**
     * As {@link #respond(OnceOutcome)}; the repeat of a success is rendered anew, for its answer was kept without the personal data.
     *
     * @param anew the body for what the stored answer's {@code id} names; refuses what is no more
     */
    public ResponseEntity<String> respond(OnceOutcome outcome, Function<String, Object> anew) {
        return outcome instanceof OnceOutcome.Replayed(StoredAnswer stored) && stored.status() < 400
                ? respond(new OnceOutcome.Replayed(new StoredAnswer(
                        stored.status(),
                        json.writeValueAsString(anew.apply(
                                json.readTree(stored.json()).at("/id").asString(""))))))
                : respond(outcome);
    }

    private static ResponseEntity.BodyBuilder send(StoredAnswer answer) {
        MediaType type = answer.status() >= 400 ? MediaType.APPLICATION_PROBLEM_JSON : MediaType.APPLICATION_JSON;
        return ResponseEntity.status(answer.status()).contentType(type);
    }
}
