package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.ledger.AccountChanged;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.ProgramAccounts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/ledger/accounts}. */
@RestController
@RequestMapping("/v1/ledger/accounts")
final class AccountsController {
    private static final Pattern REVISION = Pattern.compile("\"(0|[1-9][0-9]{0,8})\"");

    private final ProgramAccounts accounts;
    private final Idempotency idempotency;
    private final Answers answers;

    AccountsController(ProgramAccounts accounts, Idempotency idempotency, Answers answers) {
        this.accounts = accounts;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    @PostMapping
    @RequiresScope("ledger:write")
    ResponseEntity<String> open(Caller caller, HttpServletRequest request, @Valid @RequestBody AccountRequest body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key,
                () -> Idempotency.Effect.of(answers.created(AccountView.of(accounts.open(caller, body.account()))))));
    }

    @GetMapping
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    Page<AccountView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return accounts.list(caller, Paging.of(cursor, limit)).map(AccountView::of);
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    ResponseEntity<AccountView> find(
            Caller caller,
            @PathVariable AccountId id,
            @RequestParam(required = false) @Nullable Instant at,
            @RequestParam(name = "value_at", required = false) @Nullable Instant valueAt) {
        if (at != null && valueAt != null) {
            throw parameter("value_at", "ambiguous", "Ask for one moment: at or value_at.");
        }
        LedgerAccount account = accounts.find(caller, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        if (!ProgramAccounts.isOwn(account)) {
            throw Refusal.of(ProblemCode.ACCOUNT_CONTROLLED);
        }
        if (at != null) {
            return ResponseEntity.ok(AccountView.at(account, accounts.balanceAt(caller, account, at)));
        }
        if (valueAt != null) {
            return ResponseEntity.ok(AccountView.by(account, accounts.balanceByValue(caller, account, valueAt)));
        }
        return tagged(account);
    }

    @PatchMapping("/{id}")
    @RequiresScope("ledger:write")
    ResponseEntity<AccountView> change(
            Caller caller,
            @PathVariable AccountId id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Valid @RequestBody AccountPatch body) {
        return switch (accounts.change(caller, body.change(id, revision(ifMatch)))) {
            case AccountChanged.Done(var account) -> tagged(account);
            case AccountChanged.Refused(var reason, var faults) -> throw Refusal.of(reason, faults);
        };
    }

    private static ResponseEntity<AccountView> tagged(LedgerAccount account) {
        return ResponseEntity.ok().eTag("\"" + account.revision() + "\"").body(AccountView.of(account));
    }

    private static @Nullable Long revision(@Nullable String ifMatch) {
        if (ifMatch == null) {
            return null;
        }
        Matcher revision = REVISION.matcher(ifMatch);
        if (!revision.matches()) {
            throw parameter("If-Match", "malformed", "This must be the account's ETag: its revision in quotes.");
        }
        return Long.valueOf(revision.group(1));
    }

    private static Refusal parameter(String name, String code, String detail) {
        return Refusal.of(ProblemCode.PARAMETER_INVALID, List.of(new FieldFault(name, code, detail)));
    }
}
