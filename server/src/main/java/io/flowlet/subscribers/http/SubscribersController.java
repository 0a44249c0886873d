package io.flowlet.subscribers.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/subscribers}. */
@RestController
@RequestMapping("/v1/subscribers")
final class SubscribersController {
    private final Subscribers subscribers;
    private final Idempotency idempotency;
    private final Answers answers;

    SubscribersController(Subscribers subscribers, Idempotency idempotency, Answers answers) {
        this.subscribers = subscribers;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Registration(
            @NotBlank @Size(max = 100) String givenName,
            @NotBlank @Size(max = 100) String familyName,

            @NotNull
            @Size(max = 254)
            @Pattern(regexp = "[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+", message = "is not an e-mail address")
            String email) {
        @Override
        public String toString() {
            return "Registration[…]";
        }
    }

    record View(SubscriberId id, String givenName, String familyName, String email, Instant registeredAt) {
        static View of(Subscriber subscriber) {
            return new View(
                    subscriber.id(),
                    subscriber.name().given(),
                    subscriber.name().family(),
                    subscriber.email(),
                    subscriber.registeredAt());
        }

        @Override
        public String toString() {
            return "View[" + id + "]";
        }
    }

    @PostMapping
    @RequiresScope("subscribers:write")
    ResponseEntity<String> register(Caller caller, HttpServletRequest request, @Valid @RequestBody Registration body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        var name = new Subscriber.PersonName(body.givenName(), body.familyName());
        OnceOutcome outcome = idempotency.once(key, () -> {
            Subscriber subscriber = subscribers.register(caller, new RegisterSubscriber(name, body.email()));
            return Idempotency.Effect.about(subscriber.id(), answers.created(View.of(subscriber)));
        });
        return answers.respond(outcome, id -> find(caller, SubscriberId.of(id)));
    }

    @GetMapping
    @RequiresScope(value = "subscribers:read", staff = "subscribers:read")
    Page<View> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return subscribers.list(caller, Paging.of(cursor, limit)).map(View::of);
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "subscribers:read", staff = "subscribers:read")
    View find(Caller caller, @PathVariable SubscriberId id) {
        return subscribers.find(caller, id).map(View::of).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }
}
