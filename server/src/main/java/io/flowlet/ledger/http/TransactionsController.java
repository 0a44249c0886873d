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
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.ledger.ProgramLedger;
import io.flowlet.ledger.ProgramTransaction;
import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Money;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/ledger/transactions}. */
@RestController
@RequestMapping("/v1/ledger/transactions")
final class TransactionsController {
    private final ProgramLedger ledger;
    private final OneCommand one;

    TransactionsController(ProgramLedger ledger, OneCommand one) {
        this.ledger = ledger;
        this.one = one;
    }

    /** Legs, or else entries. */
    record TransactionRequest(
            @Size(min = 1, max = Posting.MAX_LEGS) @Nullable List<@NotNull @Valid LegRequest> legs,

            @Size(min = ProgramCommand.MIN_ENTRIES, max = ProgramCommand.MAX_ENTRIES) @Nullable
            List<@NotNull @Valid EntryRequest> entries,

            @Nullable Instant valueAt) {
        ProgramCommand command() {
            if (legs != null && entries == null) {
                return new ProgramCommand.Transact(
                        legs.stream().map(LegRequest::leg).toList(), valueAt);
            }
            if (legs == null && entries != null) {
                return new ProgramCommand.Enter(
                        entries.stream().map(EntryRequest::line).toList(), valueAt);
            }
            throw fault("/legs", "either_or", "A transaction has legs or entries, one of them.");
        }
    }

    record LegRequest(
            @NotNull AccountId debitAccountId,
            @NotNull AccountId creditAccountId,
            @NotNull @PositiveMoney Money amount) {
        ProgramCommand.Leg leg() {
            return new ProgramCommand.Leg(debitAccountId, creditAccountId, amount);
        }
    }

    record EntryRequest(
            @NotNull AccountId accountId,
            ProgramCommand.@NotNull Side side,
            @NotNull @PositiveMoney Money amount) {
        ProgramCommand.Line line() {
            return new ProgramCommand.Line(accountId, side, amount);
        }
    }

    /** Parts of legs, or all that is left when there are none. */
    record ReversalRequest(
            @Size(min = 1, max = Posting.MAX_LEGS) @Nullable List<@NotNull @Valid ReversalLegRequest> legs,

            @Nullable Instant valueAt) {
        ProgramCommand command(TransactionId id) {
            List<ReversalLegRequest> parts = legs == null ? List.of() : legs;
            for (int i = 0; i < parts.size(); i++) {
                int leg = parts.get(i).index();
                if (parts.stream().limit(i).anyMatch(before -> before.index() == leg)) {
                    throw fault("/legs/" + i + "/index", "repeated", "Each leg may stand once.");
                }
            }
            return new ProgramCommand.Reverse(
                    id, parts.stream().map(ReversalLegRequest::part).toList(), valueAt);
        }
    }

    /** @param index of the leg in the original, from 0 */
    record ReversalLegRequest(
            @Min(0) @Max(Posting.MAX_LEGS - 1) int index,
            @PositiveMoney @Nullable Money amount) {
        ProgramCommand.Part part() {
            return new ProgramCommand.Part(index, amount);
        }
    }

    @PostMapping
    @RequiresScope("ledger:write")
    ResponseEntity<String> post(
            Caller caller, HttpServletRequest request, @Valid @RequestBody TransactionRequest body) {
        return one.carryOut(
                caller,
                request,
                new OneCommand.Asked(body, body.command()),
                posted -> TransactionView.of(posted.transaction()));
    }

    @GetMapping
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    Page<TransactionView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return ledger.transactions(caller, Paging.of(cursor, limit)).map(TransactionView::of);
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    TransactionView find(Caller caller, @PathVariable TransactionId id) {
        ProgramTransaction found = ledger.transaction(caller, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        if (!found.own()) {
            throw Refusal.of(ProblemCode.ACCOUNT_CONTROLLED);
        }
        return TransactionView.of(found.transaction());
    }

    @PostMapping("/{id}/reversals")
    @RequiresScope("ledger:write")
    ResponseEntity<String> reverse(
            Caller caller,
            HttpServletRequest request,
            @PathVariable TransactionId id,
            @Valid @RequestBody ReversalRequest body) {
        return one.carryOut(
                caller,
                request,
                new OneCommand.Asked(body, body.command(id)),
                posted -> TransactionView.of(posted.transaction()));
    }

    private static Refusal fault(String pointer, String code, String detail) {
        return Refusal.of(ProblemCode.BODY_INVALID, List.of(new FieldFault(pointer, code, detail)));
    }
}
