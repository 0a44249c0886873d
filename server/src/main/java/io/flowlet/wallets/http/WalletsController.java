package io.flowlet.wallets.http;

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
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.Balance;
import io.flowlet.ledger.Entry;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.wallets.Wallet;
import io.flowlet.wallets.WalletId;
import io.flowlet.wallets.Wallets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/wallets}. */
@RestController
@RequestMapping("/v1/wallets")
final class WalletsController {
    private final Wallets wallets;
    private final Idempotency idempotency;
    private final Answers answers;

    WalletsController(Wallets wallets, Idempotency idempotency, Answers answers) {
        this.wallets = wallets;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    /** @param subscriberId may be left out by a subscriber, who means itself */
    record Opening(
            @Nullable SubscriberId subscriberId, @NotNull Currency currency) {}

    record WalletView(WalletId id, SubscriberId subscriberId, Currency currency, Instant openedAt) {
        static WalletView of(Wallet wallet) {
            return new WalletView(wallet.id(), wallet.subscriber(), wallet.currency(), wallet.openedAt());
        }
    }

    /**
     * @param accountId of the ledger, by which an adjustment names it
     * @param version of the newest entry that the balance includes; 0 for none
     */
    record BalanceView(WalletId walletId, AccountId accountId, Money posted, Money available, long version) {}

    /** @param direction {@code credit} raises the wallet's balance, {@code debit} lowers it */
    record EntryView(
            TransactionId transactionId,
            String kind,
            String direction,
            Money amount,
            Money balance,
            long version,
            Instant valueAt,
            Instant bookedAt) {
        static EntryView of(Entry entry) {
            boolean debit = entry.change().isNegative();
            return new EntryView(
                    entry.transaction(),
                    entry.kind().name().toLowerCase(Locale.ROOT),
                    debit ? "debit" : "credit",
                    debit ? entry.change().negated() : entry.change(),
                    entry.balance(),
                    entry.version(),
                    entry.valueAt(),
                    entry.bookedAt());
        }
    }

    @PostMapping
    @RequiresScope(value = "wallets:write", subscriber = "wallets:write")
    ResponseEntity<String> open(Caller caller, HttpServletRequest request, @Valid @RequestBody Opening body) {
        SubscriberId owner = owner(caller, body);
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(key, () -> {
            Wallet wallet =
                    wallets.open(caller, owner, body.currency()).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
            return Idempotency.Effect.of(answers.created(WalletView.of(wallet)));
        }));
    }

    @GetMapping
    @RequiresScope(value = "wallets:read", subscriber = "wallets:read", staff = "wallets:read")
    Page<WalletView> list(
            Caller caller,
            @RequestParam(name = "subscriber_id", required = false) @Nullable SubscriberId subscriberId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return wallets.list(caller, subscriberId, Paging.of(cursor, limit))
                .map(page -> page.map(WalletView::of))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "wallets:read", subscriber = "wallets:read", staff = "wallets:read")
    WalletView find(Caller caller, @PathVariable WalletId id) {
        return wallets.read(caller, id).map(WalletView::of).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @GetMapping("/{id}/balance")
    @RequiresScope(value = "wallets:read", subscriber = "wallets:read", staff = "wallets:read")
    BalanceView balance(Caller caller, @PathVariable WalletId id) {
        LedgerAccount account = wallets.balance(caller, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        Balance balance = account.balance();
        return new BalanceView(id, account.id(), balance.posted(), balance.available(), balance.version());
    }

    @GetMapping("/{id}/entries")
    @RequiresScope(value = "wallets:read", subscriber = "wallets:read", staff = "wallets:read")
    Page<EntryView> entries(
            Caller caller,
            @PathVariable WalletId id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return wallets.entries(caller, id, Paging.of(cursor, limit))
                .map(page -> page.map(EntryView::of))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    private static SubscriberId owner(Caller caller, Opening body) {
        if (body.subscriberId() != null) {
            return body.subscriberId();
        }
        var missing = new FieldFault("/subscriber_id", "required", "This member is required.");
        return SubscriberId.of(caller).orElseThrow(() -> Refusal.of(ProblemCode.BODY_INVALID, List.of(missing)));
    }
}
