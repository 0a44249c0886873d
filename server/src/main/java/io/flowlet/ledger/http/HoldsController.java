package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.PositiveMoney;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.ProgramHold;
import io.flowlet.ledger.ProgramLedger;
import io.flowlet.money.Money;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
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

/** {@code /v1/ledger/holds}. */
@RestController
@RequestMapping("/v1/ledger/holds")
final class HoldsController {
    private final ProgramLedger ledger;
    private final OneCommand one;

    HoldsController(ProgramLedger ledger, OneCommand one) {
        this.ledger = ledger;
        this.one = one;
    }

    /**
     * A hold to place.
     *
     * @param captureLimit most that captures may move in all; absent for the amount
     */
    record HoldRequest(
            @NotNull AccountId debitAccountId,
            @NotNull AccountId creditAccountId,
            @NotNull @PositiveMoney Money amount,
            @Nullable Money captureLimit,
            @Nullable Instant expiresAt) {
        ProgramCommand command() {
            Money most = captureLimit == null ? amount : captureLimit;
            if (!most.currency().equals(amount.currency())) {
                throw fault("other_currency", "The limit is in the hold's currency.");
            }
            if (most.minor() < amount.minor()) {
                throw fault("below_amount", "The limit is at least the amount.");
            }
            return new ProgramCommand.Place(debitAccountId, creditAccountId, amount, most, expiresAt);
        }

        private static Refusal fault(String code, String detail) {
            return Refusal.of(ProblemCode.BODY_INVALID, List.of(new FieldFault("/capture_limit", code, detail)));
        }
    }

    /**
     * What to capture.
     *
     * @param amount absent for all that remains
     * @param last whether what is not captured now is given back; absent: when all that remains is captured
     */
    record CaptureRequest(
            @PositiveMoney @Nullable Money amount,
            @Nullable Boolean last,
            @Nullable Instant valueAt) {
        ProgramCommand command(HoldId id) {
            return new ProgramCommand.Capture(id, amount, last == null ? amount == null : last, valueAt);
        }
    }

    /** Has no members. */
    record VoidRequest() {}

    @PostMapping
    @RequiresScope("ledger:write")
    ResponseEntity<String> place(Caller caller, HttpServletRequest request, @Valid @RequestBody HoldRequest body) {
        return carryOut(caller, request, new OneCommand.Asked(body, body.command()));
    }

    @GetMapping
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    Page<HoldView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return ledger.holds(caller, Paging.of(cursor, limit)).map(HoldView::of);
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    HoldView find(Caller caller, @PathVariable HoldId id) {
        ProgramHold hold = ledger.hold(caller, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        if (!hold.own()) {
            throw Refusal.of(ProblemCode.ACCOUNT_CONTROLLED);
        }
        return HoldView.of(hold);
    }

    @PostMapping("/{id}/captures")
    @RequiresScope("ledger:write")
    ResponseEntity<String> capture(
            Caller caller,
            HttpServletRequest request,
            @PathVariable HoldId id,
            @Valid @RequestBody CaptureRequest body) {
        return carryOut(caller, request, new OneCommand.Asked(body, body.command(id)));
    }

    @PostMapping("/{id}/voids")
    @RequiresScope("ledger:write")
    ResponseEntity<String> release(
            Caller caller, HttpServletRequest request, @PathVariable HoldId id, @Valid @RequestBody VoidRequest body) {
        return carryOut(caller, request, new OneCommand.Asked(body, new ProgramCommand.Release(id)));
    }

    private ResponseEntity<String> carryOut(Caller caller, HttpServletRequest request, OneCommand.Asked asked) {
        return one.carryOut(caller, request, asked, posted -> HoldView.of(posted.changedHold()));
    }
}
