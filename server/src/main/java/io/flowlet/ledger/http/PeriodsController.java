package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.ledger.ClosedPeriod;
import io.flowlet.ledger.PeriodOutcome;
import io.flowlet.ledger.Periods;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/ledger/periods}. */
@RestController
@RequestMapping("/v1/ledger/periods")
final class PeriodsController {
    private final Periods periods;
    private final Idempotency idempotency;
    private final Answers answers;

    PeriodsController(Periods periods, Idempotency idempotency, Answers answers) {
        this.periods = periods;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record PeriodRequest(@NotNull LocalDate closedThrough) {}

    /** A closed period without its sums. */
    record PeriodView(LocalDate closedThrough, Instant closedAt, String closedBy, String digest) {
        static PeriodView of(ClosedPeriod period) {
            return new PeriodView(period.closedThrough(), period.closedAt(), period.closedBy(), period.digest());
        }
    }

    /** A closed period, and its trial balance by value date. */
    record ClosedPeriodView(
            LocalDate closedThrough,
            Instant closedAt,
            String closedBy,
            String digest,
            List<TrialBalanceView.LineView> lines,
            List<TrialBalanceView.TotalView> totals) {
        static ClosedPeriodView of(PeriodOutcome.Closed closed) {
            ClosedPeriod period = closed.period();
            TrialBalanceView balance = TrialBalanceView.of(closed.balance());
            return new ClosedPeriodView(
                    period.closedThrough(),
                    period.closedAt(),
                    period.closedBy(),
                    period.digest(),
                    balance.lines(),
                    balance.totals());
        }
    }

    @PostMapping
    @RequiresScope("ledger:close")
    ResponseEntity<String> close(Caller caller, HttpServletRequest request, @Valid @RequestBody PeriodRequest body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key,
                () -> Idempotency.Effect.of(
                        switch (periods.close(caller, body.closedThrough())) {
                            case PeriodOutcome.Closed closed -> answers.created(ClosedPeriodView.of(closed));
                            case PeriodOutcome.NotClosable() ->
                                answers.problem(
                                        ProblemCode.PERIOD_NOT_CLOSABLE, request.getRequestURI(), caller.trace());
                        })));
    }

    @GetMapping
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    Page<PeriodView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return periods.list(caller, Paging.of(cursor, limit)).map(PeriodView::of);
    }

    @GetMapping("/{closed_through}")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    ClosedPeriodView period(
            Caller caller, @PathVariable("closed_through") @DateTimeFormat(iso = ISO.DATE) LocalDate closedThrough) {
        return periods.find(caller, closedThrough)
                .map(ClosedPeriodView::of)
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }
}
