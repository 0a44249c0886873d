package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.ledger.ProgramLedger;
import io.flowlet.ledger.TrialBalance;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/ledger/trial_balance}. */
@RestController
final class TrialBalanceController {
    private final ProgramLedger ledger;

    TrialBalanceController(ProgramLedger ledger) {
        this.ledger = ledger;
    }

    @GetMapping("/v1/ledger/trial_balance")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    TrialBalanceView trialBalance(
            Caller caller,
            @RequestParam(required = false) @Nullable Instant at,
            @RequestParam(name = "value_on", required = false) @Nullable LocalDate valueOn) {
        if (at != null && valueOn != null) {
            throw Refusal.of(
                    ProblemCode.PARAMETER_INVALID,
                    List.of(new FieldFault("value_on", "ambiguous", "Ask for one moment: at or value_on.")));
        }
        return TrialBalanceView.of(of(caller, at, valueOn));
    }

    private TrialBalance of(Caller caller, @Nullable Instant at, @Nullable LocalDate valueOn) {
        if (at != null) {
            return ledger.trialBalanceAt(caller, at);
        }
        return valueOn == null ? ledger.trialBalance(caller) : ledger.trialBalanceOn(caller, valueOn);
    }
}
