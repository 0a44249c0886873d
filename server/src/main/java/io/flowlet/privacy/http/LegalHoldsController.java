package io.flowlet.privacy.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.ApprovalView;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.http.StoredAnswer;
import io.flowlet.privacy.HoldOutcome;
import io.flowlet.privacy.LegalHold;
import io.flowlet.privacy.LegalHoldId;
import io.flowlet.privacy.LegalHolds;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/privacy/legal_holds}: for officers alone. */
@RestController
@RequestMapping("/v1/privacy/legal_holds")
final class LegalHoldsController {
    private final LegalHolds holds;
    private final Idempotency idempotency;
    private final Answers answers;

    LegalHoldsController(LegalHolds holds, Idempotency idempotency, Answers answers) {
        this.holds = holds;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Placing(
            @NotNull SubscriberId subscriberId,

            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Placing[…]";
        }
    }

    record Lifting(
            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Lifting[…]";
        }
    }

    /** @param liftedAt null while it stands */
    record LegalHoldView(
            LegalHoldId id,
            SubscriberId subscriberId,
            String reason,
            String placedBy,
            Instant placedAt,
            @Nullable String liftedBy,
            @Nullable Instant liftedAt) {
        static LegalHoldView of(LegalHold hold) {
            return new LegalHoldView(
                    hold.id(),
                    hold.subscriber(),
                    hold.reason(),
                    hold.placedBy(),
                    hold.placedAt(),
                    hold.liftedBy(),
                    hold.liftedAt());
        }

        @Override
        public String toString() {
            return "LegalHoldView[" + id + "]";
        }
    }

    @PostMapping
    @RequiresScope(staff = "privacy:hold")
    ResponseEntity<String> place(Caller caller, HttpServletRequest request, @Valid @RequestBody Placing body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key,
                () -> Idempotency.Effect.of(
                        answer(holds.place(caller, body.subscriberId(), body.reason()), answers::created))));
    }

    @GetMapping
    @RequiresScope(staff = "privacy:hold")
    Page<LegalHoldView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return holds.list(caller, Paging.of(cursor, limit)).map(LegalHoldView::of);
    }

    @PostMapping("/{id}/lifting")
    @RequiresScope(staff = "privacy:hold")
    ResponseEntity<String> lift(
            Caller caller, HttpServletRequest request, @PathVariable LegalHoldId id, @Valid @RequestBody Lifting body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key, () -> Idempotency.Effect.of(answer(holds.lift(caller, id, body.reason()), answers::ok))));
    }

    private StoredAnswer answer(HoldOutcome outcome, Function<LegalHoldView, StoredAnswer> done) {
        return switch (outcome) {
            case HoldOutcome.Done(LegalHold hold) -> done.apply(LegalHoldView.of(hold));
            case HoldOutcome.Requested(var approval) -> answers.accepted(ApprovalView.whole(approval));
            case HoldOutcome.Refused(ProblemCode reason) -> throw Refusal.of(reason);
        };
    }
}
