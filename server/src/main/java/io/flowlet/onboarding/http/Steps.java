package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.StoredAnswer;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What the steps of onboarding have in common over HTTP. Thread-safe. */
@Component
final class Steps {
    private final Idempotency idempotency;
    private final Answers answers;
    private final Transactions transactions;

    Steps(Idempotency idempotency, Answers answers, Transactions transactions) {
        this.idempotency = idempotency;
        this.answers = answers;
        this.transactions = transactions;
    }

    /**
     * Carries out a step in one transaction. A step is its own key, since its repeat changes nothing; an {@code Idempotency-Key} may be sent
     * and then holds as everywhere. What {@code step} throws undoes everything.
     */
    ResponseEntity<String> once(Caller caller, HttpServletRequest request, Object body, Supplier<StoredAnswer> step) {
        if (request.getHeader("Idempotency-Key") == null) {
            return answers.respond(new OnceOutcome.Fresh(transactions.in(caller.tenant(), step)));
        }
        return answers.respond(
                idempotency.once(idempotency.keyOf(caller, request, body), () -> Idempotency.Effect.of(step.get())));
    }

    /** As {@link #once}, for an answer that tells of {@code subscriber}: kept is whose it is, and a repeat is rendered by {@code anew}. */
    ResponseEntity<String> onceAbout(
            Step asked, SubscriberId subscriber, Supplier<StoredAnswer> step, Supplier<Object> anew) {
        if (asked.request.getHeader("Idempotency-Key") == null) {
            return answers.respond(new OnceOutcome.Fresh(transactions.in(asked.caller.tenant(), step)));
        }
        IdempotencyKey key = idempotency.keyOf(asked.caller, asked.request, asked.body);
        return answers.respond(
                idempotency.once(key, () -> Idempotency.Effect.about(subscriber, step.get())), id -> anew.get());
    }

    /** A step as it was asked for. */
    record Step(Caller caller, HttpServletRequest request, Object body) {
        @Override
        public String toString() {
            return "Step[…]";
        }
    }

    /** The subscriber that a body names, or the subscriber that calls. */
    static SubscriberId whose(Caller caller, @Nullable SubscriberId named) {
        return whose(caller, named, ProblemCode.BODY_INVALID, "/subscriber_id");
    }

    /** The subscriber that a query parameter names, or the subscriber that calls. */
    static SubscriberId asked(Caller caller, @Nullable SubscriberId named) {
        return whose(caller, named, ProblemCode.PARAMETER_INVALID, "subscriber_id");
    }

    static SubscriberId whose(Caller caller, @Nullable SubscriberId named, ProblemCode otherwise, String pointer) {
        if (named != null) {
            return named;
        }
        var missing = new FieldFault(
                pointer, "required", "Name the subscriber; only a subscriber's own token may leave it out.");
        return SubscriberId.of(caller).orElseThrow(() -> Refusal.of(otherwise, List.of(missing)));
    }
}
