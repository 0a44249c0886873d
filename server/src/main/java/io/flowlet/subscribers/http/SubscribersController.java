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
import io.flowlet.subscribers.Disclosure;
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

    /** @param masked whether names and address are masked for this caller */
    record View(
            SubscriberId id, String givenName, String familyName, String email, boolean masked, Instant registeredAt) {
        static View of(Subscriber subscriber, Disclosure seen) {
            return new View(
                    subscriber.id(),
                    seen.name(subscriber.name().given()),
                    seen.name(subscriber.name().family()),
                    seen.email(subscriber.email()),
                    seen.isMasked(),
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
            return Idempotency.Effect.about(subscriber.id(), answers.created(View.of(subscriber, Disclosure.FULL)));
        });
        // whoever sent them is shown them again, whatever it may read otherwise
        return answers.respond(outcome, id -> find(caller, SubscriberId.of(id), Disclosure.FULL));
    }

    @GetMapping
    @RequiresScope(value = "subscribers:read", staff = "subscribers:read")
    Page<View> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Disclosure seen = Disclosure.to(caller);
        return subscribers.list(caller, Paging.of(cursor, limit)).map(found -> View.of(found, seen));
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "subscribers:read", staff = "subscribers:read")
    View find(Caller caller, @PathVariable SubscriberId id) {
        return find(caller, id, Disclosure.to(caller));
    }

    private View find(Caller caller, SubscriberId id, Disclosure seen) {
        return subscribers
                .find(caller, id)
                .map(found -> View.of(found, seen))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }
}
