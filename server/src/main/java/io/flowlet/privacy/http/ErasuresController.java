package io.flowlet.privacy.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.ApprovalView;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.http.StoredAnswer;
import io.flowlet.privacy.Erasure;
import io.flowlet.privacy.ErasureId;
import io.flowlet.privacy.ErasureOutcome;
import io.flowlet.privacy.Erasures;
import io.flowlet.privacy.Retained;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/subscribers/{id}/erasure}. */
@RestController
@RequestMapping("/v1/subscribers/{id}/erasure")
final class ErasuresController {
    private final Erasures erasures;
    private final Idempotency idempotency;
    private final Answers answers;

    ErasuresController(Erasures erasures, Idempotency idempotency, Answers answers) {
        this.erasures = erasures;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record ErasureAsked(
            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "ErasureAsked[…]";
        }
    }

    /**
     * What stays for one purpose.
     *
     * @param until when it is destroyed
     * @param destroyedAt null while it is kept; always null but for staff
     */
    record RetainedView(
            String purpose,
            String legalBasis,
            String law,
            Instant until,
            @Nullable Instant destroyedAt) {
        static RetainedView of(Retained retained) {
            return new RetainedView(
                    retained.purpose().code(),
                    retained.basis().code(),
                    retained.law(),
                    retained.until(),
                    retained.destroyedAt());
        }
    }

    /**
     * That the data was erased.
     *
     * @param finalAt from when on no older copy of the database opens it either; null while nobody can say
     */
    record ErasureView(
            ErasureId id,
            SubscriberId subscriberId,
            Instant erasedAt,
            @Nullable Instant finalAt,
            String jurisdiction,
            List<RetainedView> retained) {
        static ErasureView of(Erasure erasure) {
            return new ErasureView(
                    erasure.id(),
                    erasure.subscriber(),
                    erasure.erasedAt(),
                    erasure.finalAt(),
                    erasure.jurisdiction(),
                    erasure.retained().stream()
                            .filter(Retained::isTold)
                            .map(RetainedView::of)
                            .toList());
        }
    }

    @PostMapping
    @RequiresScope(value = "privacy:erase", staff = "privacy:erase")
    ResponseEntity<String> erase(
            Caller caller,
            HttpServletRequest request,
            @PathVariable SubscriberId id,
            @Valid @RequestBody ErasureAsked body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key, () -> Idempotency.Effect.of(answer(caller, request, erasures.erase(caller, id, body.reason())))));
    }

    @GetMapping
    @RequiresScope(value = "privacy:read", staff = "privacy:read")
    ErasureView find(Caller caller, @PathVariable SubscriberId id) {
        return erasures.find(caller, id).map(ErasureView::of).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    private StoredAnswer answer(Caller caller, HttpServletRequest request, ErasureOutcome outcome) {
        return switch (outcome) {
            case ErasureOutcome.NotFound() -> throw Refusal.of(ProblemCode.NOT_FOUND);
            case ErasureOutcome.Erased(Erasure erasure, boolean now) ->
                now ? answers.created(ErasureView.of(erasure)) : answers.ok(ErasureView.of(erasure));
            case ErasureOutcome.Blocked(var obstacles) ->
                answers.problem(
                        ProblemCode.ERASURE_BLOCKED,
                        obstacles.stream()
                                .map(obstacle -> new FieldFault("", obstacle.code(), obstacle.detail()))
                                .toList(),
                        request.getRequestURI(),
                        caller.trace());
            case ErasureOutcome.Requested(var approval) -> answers.accepted(ApprovalView.whole(approval));
            case ErasureOutcome.Refused(ProblemCode reason) -> throw Refusal.of(reason);
        };
    }
}
