package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.Once;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.ProgramLedger;
import io.flowlet.ledger.ProgramOutcome;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Carries out one command of a program, once for each key, and answers with what it made. Thread-safe. */
@Component
final class OneCommand {
    private final ProgramLedger ledger;
    private final Idempotency idempotency;
    private final Answers answers;

    OneCommand(ProgramLedger ledger, Idempotency idempotency, Answers answers) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    /** 201 with what {@code view} says. */
    ResponseEntity<String> carryOut(
            Caller caller,
            HttpServletRequest request,
            Asked asked,
            Function<ProgramOutcome.Posted, ? extends Record> view) {
        String path = request.getRequestURI();
        Once<ProgramOutcome> once =
                new Once<>(idempotency.keyOf(caller, request, asked.body()), outcome -> switch (outcome) {
                    case ProgramOutcome.Posted posted -> answers.created(view.apply(posted));
                    case ProgramOutcome.Refused(var reason, var faults) ->
                        answers.problem(reason, faults, path, caller.trace());
                });
        return answers.respond(ledger.carryOut(caller, asked.command(), once));
    }

    /**
     * A request and what it comes to.
     *
     * @param body as parsed, which the key is for
     */
    record Asked(Object body, ProgramCommand command) {}
}
