package io.flowlet.privacy.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.RequiresScope;
import io.flowlet.privacy.ErasureRequest;
import io.flowlet.privacy.ErasureRequestId;
import io.flowlet.privacy.ErasureRequests;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/me/erasure_requests}, and what staff sees of them. */
@RestController
final class ErasureRequestsController {
    private final ErasureRequests requests;
    private final Idempotency idempotency;
    private final Answers answers;

    ErasureRequestsController(ErasureRequests requests, Idempotency idempotency, Answers answers) {
        this.requests = requests;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    /** @param closedAt when the data was erased; null while it waits */
    record ErasureRequestView(
            ErasureRequestId id,
            SubscriberId subscriberId,
            Instant requestedAt,
            Instant dueAt,
            @Nullable Instant closedAt) {
        static ErasureRequestView of(ErasureRequest request) {
            return new ErasureRequestView(
                    request.id(), request.subscriber(), request.requestedAt(), request.dueAt(), request.closedAt());
        }
    }

    @PostMapping("/v1/me/erasure_requests")
    @RequiresScope(subscriber = "profile:write")
    ResponseEntity<String> ask(Caller caller, HttpServletRequest request) {
        SubscriberId self = ExportsController.self(caller);
        IdempotencyKey key = idempotency.keyOfCanonical(caller, request, "");
        return answers.respond(idempotency.once(
                key, () -> Idempotency.Effect.of(answers.accepted(ErasureRequestView.of(requests.ask(caller, self))))));
    }

    @GetMapping("/v1/privacy/erasure_requests")
    @RequiresScope(value = "privacy:read", staff = "privacy:read")
    Page<ErasureRequestView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return requests.list(caller, Paging.of(cursor, limit)).map(ErasureRequestView::of);
    }
}
