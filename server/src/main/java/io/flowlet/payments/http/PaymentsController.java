package io.flowlet.payments.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.Once;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.PositiveMoney;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.money.Money;
import io.flowlet.payments.CreateDeposit;
import io.flowlet.payments.CreatePayment;
import io.flowlet.payments.PaymentId;
import io.flowlet.payments.PaymentOutcome;
import io.flowlet.payments.Payments;
import io.flowlet.subscribers.Disclosure;
import io.flowlet.wallets.WalletId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/payments} and {@code /v1/deposits}. */
@RestController
final class PaymentsController {
    private final Payments payments;
    private final Idempotency idempotency;
    private final Answers answers;

    PaymentsController(Payments payments, Idempotency idempotency, Answers answers) {
        this.payments = payments;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record PaymentRequest(
            @NotNull WalletId fromWalletId,
            @NotNull WalletId toWalletId,
            @NotNull @PositiveMoney Money amount,
            @Nullable @Size(min = 1, max = 140) String description) {
        @Override
        public String toString() {
            return "PaymentRequest[…]";
        }
    }

    record DepositRequest(
            @NotNull WalletId walletId,
            @NotNull @PositiveMoney Money amount) {}

    @PostMapping("/v1/payments")
    @RequiresScope(
            value = {"payments:write", "payments:on_behalf"},
            subscriber = "payments:write")
    ResponseEntity<String> create(Caller caller, HttpServletRequest request, @Valid @RequestBody PaymentRequest body) {
        Once<PaymentOutcome> once = once(caller, request, body);
        OnceOutcome outcome = payments.create(
                caller,
                new CreatePayment(body.fromWalletId(), body.toWalletId(), body.amount(), body.description()),
                once);
        return body.description() == null
                ? answers.respond(outcome)
                // whoever sent it is shown it again, whatever it may read otherwise
                : answers.respond(outcome, id -> find(caller, PaymentId.of(id), Disclosure.FULL));
    }

    @PostMapping("/v1/deposits")
    @RequiresScope(value = "deposits:write", subscriber = "deposits:write")
    ResponseEntity<String> deposit(Caller caller, HttpServletRequest request, @Valid @RequestBody DepositRequest body) {
        Once<PaymentOutcome> once = once(caller, request, body);
        return answers.respond(payments.deposit(caller, new CreateDeposit(body.walletId(), body.amount()), once));
    }

    @GetMapping("/v1/payments")
    @RequiresScope(value = "payments:read", subscriber = "payments:read", staff = "payments:read")
    Page<PaymentView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Disclosure seen = Disclosure.toOwnerOr(caller);
        return payments.list(caller, Paging.of(cursor, limit)).map(payment -> PaymentView.of(payment, seen));
    }

    @GetMapping("/v1/payments/{id}")
    @RequiresScope(value = "payments:read", subscriber = "payments:read", staff = "payments:read")
    PaymentView find(Caller caller, @PathVariable PaymentId id) {
        return find(caller, id, Disclosure.toOwnerOr(caller));
    }

    private PaymentView find(Caller caller, PaymentId id, Disclosure seen) {
        return payments.find(caller, id)
                .map(payment -> PaymentView.of(payment, seen))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    private Once<PaymentOutcome> once(Caller caller, HttpServletRequest request, Object body) {
        String path = request.getRequestURI();
        return new Once<>(idempotency.keyOf(caller, request, body), outcome -> switch (outcome) {
            case PaymentOutcome.Posted(var payment) -> answers.created(PaymentView.of(payment, Disclosure.FULL));
            case PaymentOutcome.Refused(var reason) -> answers.problem(reason, path, caller.trace());
        });
    }
}
