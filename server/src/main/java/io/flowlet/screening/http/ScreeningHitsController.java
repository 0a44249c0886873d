package io.flowlet.screening.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.screening.DecisionOutcome;
import io.flowlet.screening.HitId;
import io.flowlet.screening.HitStatus;
import io.flowlet.screening.ScreeningHit;
import io.flowlet.screening.ScreeningHits;
import io.flowlet.subscribers.SubscriberId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/screening_hits}; never for subscribers, who must not learn of a hit. */
@RestController
@RequestMapping("/v1/screening_hits")
final class ScreeningHitsController {
    private final ScreeningHits hits;

    ScreeningHitsController(ScreeningHits hits) {
        this.hits = hits;
    }

    record Deciding(
            @NotNull ScreeningHit.Verdict decision,
            @NotBlank @Size(max = 2000) String reason) {
        @Override
        public String toString() {
            return "Deciding[" + decision + "]";
        }
    }

    @GetMapping
    @RequiresScope(value = "screening:read", staff = "screening:read")
    Page<HitView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(name = "subscriber_id", required = false) @Nullable SubscriberId subscriberId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return hits.list(caller, statusOf(status), subscriberId, Paging.of(cursor, limit))
                .map(hit -> HitView.of(hit, caller));
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "screening:read", staff = "screening:read")
    HitView find(Caller caller, @PathVariable HitId id) {
        return hits.find(caller, id)
                .map(hit -> HitView.of(hit, caller))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    /** Takes no idempotency key: a hit is decided once, and a repetition is told so. */
    @PostMapping("/{id}/decisions")
    @RequiresScope(value = "screening:decide", staff = "screening:decide")
    ResponseEntity<HitView> decide(Caller caller, @PathVariable HitId id, @Valid @RequestBody Deciding body) {
        return switch (hits.decide(caller, id, body.decision(), body.reason())) {
            case DecisionOutcome.Decided decided -> ResponseEntity.ok(HitView.of(decided.hit(), caller));
            case DecisionOutcome.Asked(var hit, var approval) ->
                ResponseEntity.accepted().body(HitView.of(hit, caller, approval));
            case DecisionOutcome.Renewed renewed -> throw Refusal.of(ProblemCode.HIT_DECIDED);
            case DecisionOutcome.DecidedAlready already -> throw Refusal.of(ProblemCode.HIT_DECIDED);
            case DecisionOutcome.Unknown unknown -> throw Refusal.of(ProblemCode.NOT_FOUND);
        };
    }

    private static @Nullable HitStatus statusOf(@Nullable String status) {
        if (status == null) {
            return null;
        }
        return HitStatus.ofCode(status)
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.PARAMETER_INVALID,
                        List.of(new FieldFault("status", "unknown_value", "status is open, cleared or confirmed"))));
    }
}
