package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Once;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.PositiveMoney;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.LedgerTransaction;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.ProgramLedger;
import io.flowlet.ledger.TransactionId;
import io.flowlet.ledger.TransactionOutcome;
import io.flowlet.money.Money;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
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

/** {@code /v1/ledger}. */
@RestController
@RequestMapping("/v1/ledger")
final class LedgerController {
    private final ProgramLedger ledger;
    private final Idempotency idempotency;
    private final Answers answers;

    LedgerController(ProgramLedger ledger, Idempotency idempotency, Answers answers) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record TransactionRequest(
            @NotNull @Size(min = 1, max = Posting.MAX_LEGS) List<@NotNull @Valid LegRequest> legs) {}

    record LegRequest(
            @NotNull AccountId debitAccountId,
            @NotNull AccountId creditAccountId,
            @NotNull @PositiveMoney Money amount) {
        LedgerTransaction.Leg leg() {
            return new LedgerTransaction.Leg(debitAccountId, creditAccountId, amount);
        }
    }

    @PostMapping("/accounts")
    @RequiresScope("ledger:write")
    ResponseEntity<String> open(Caller caller, HttpServletRequest request, @Valid @RequestBody AccountRequest body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key,
                () -> Idempotency.Effect.of(answers.created(AccountView.of(ledger.open(caller, body.account()))))));
    }

    @GetMapping("/accounts")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    Page<AccountView> accounts(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return ledger.accounts(caller, Paging.of(cursor, limit)).map(AccountView::of);
    }

    @GetMapping("/accounts/{id}")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    AccountView account(Caller caller, @PathVariable AccountId id) {
        LedgerAccount account = ledger.account(caller, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        if (!ProgramLedger.isOwn(account)) {
            throw Refusal.of(ProblemCode.ACCOUNT_CONTROLLED);
        }
        return AccountView.of(account);
    }

    @PostMapping("/transactions")
    @RequiresScope("ledger:write")
    ResponseEntity<String> post(
            Caller caller, HttpServletRequest request, @Valid @RequestBody TransactionRequest body) {
        String path = request.getRequestURI();
        Once<TransactionOutcome> once =
                new Once<>(idempotency.keyOf(caller, request, body), outcome -> switch (outcome) {
                    case TransactionOutcome.Posted(var transaction) -> answers.created(TransactionView.of(transaction));
                    case TransactionOutcome.Refused(var reason) -> answers.problem(reason, path, caller.trace());
                });
        List<LedgerTransaction.Leg> legs =
                body.legs().stream().map(LegRequest::leg).toList();
        return answers.respond(ledger.post(caller, legs, once));
    }

    @GetMapping("/transactions/{id}")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    TransactionView transaction(Caller caller, @PathVariable TransactionId id) {
        return ledger.transaction(caller, id)
                .map(TransactionView::of)
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @GetMapping("/trial_balance")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    TrialBalanceView trialBalance(Caller caller) {
        return TrialBalanceView.of(ledger.trialBalance(caller));
    }
}
