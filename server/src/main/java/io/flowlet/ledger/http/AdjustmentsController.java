package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.PositiveMoney;
import io.flowlet.http.RequiresScope;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.Adjustments;
import io.flowlet.ledger.AskAdjustment;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.money.Money;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/ledger/adjustments}: for officers, between any accounts, and never by one alone. */
@RestController
@RequestMapping("/v1/ledger/adjustments")
final class AdjustmentsController {
    private final Adjustments adjustments;
    private final Idempotency idempotency;
    private final Answers answers;

    AdjustmentsController(Adjustments adjustments, Idempotency idempotency, Answers answers) {
        this.adjustments = adjustments;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record AdjustmentRequest(
            @NotNull @Size(min = 1, max = Posting.MAX_LEGS) List<@NotNull @Valid AdjustmentLeg> legs,

            @Nullable Instant valueAt,

            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        AskAdjustment asked() {
            return new AskAdjustment(legs.stream().map(AdjustmentLeg::leg).toList(), valueAt, reason);
        }

        @Override
        public String toString() {
            return "AdjustmentRequest[…]";
        }
    }

    record AdjustmentLeg(
            @NotNull AccountId debitAccountId,
            @NotNull AccountId creditAccountId,
            @NotNull @PositiveMoney Money amount) {
        ProgramCommand.Leg leg() {
            return new ProgramCommand.Leg(debitAccountId, creditAccountId, amount);
        }
    }

    @PostMapping
    @RequiresScope(staff = "ledger:adjust")
    ResponseEntity<String> ask(Caller caller, HttpServletRequest request, @Valid @RequestBody AdjustmentRequest body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(
                idempotency.once(key, () -> Idempotency.Effect.of(adjustments.ask(caller, body.asked()))));
    }
}
