package io.flowlet.client.app;

import io.flowlet.client.pages.Form;
import io.flowlet.client.pages.NotAnId;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.pages.Shown;
import io.flowlet.client.session.Audience;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Deposits.NewDeposit;
import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.IdempotencyKey;
import io.flowlet.sdk.Kys.OnboardingStatus;
import io.flowlet.sdk.Kys.Status;
import io.flowlet.sdk.Money;
import io.flowlet.sdk.Page;
import io.flowlet.sdk.Payments.Payment;
import io.flowlet.sdk.Wallets.Balance;
import io.flowlet.sdk.Wallets.Direction;
import io.flowlet.sdk.Wallets.Entry;
import io.flowlet.sdk.Wallets.NewWallet;
import io.flowlet.sdk.Wallets.Wallet;
import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.AuthProblem;
import io.flowlet.sdk.problem.ConflictProblem;
import io.flowlet.sdk.problem.Unreachable;
import io.flowlet.sdk.problem.UnreadableAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** A subscriber's wallet: what is in it and what moved. */
public final class WalletPages {
    private static final String CURRENCY = "EUR";
    private static final int RECENT = 5;
    private static final int PAGE = 20;
    private static final int PAYMENTS_LOOKED_AT = 100;
    private static final String NO_ANSWER = "No answer came. Press the button again: the money is added once";
    private static final String USUAL_TEST_MONEY = "250.00";

    private final Pages pages;
    private final SignedIn signedIn;
    private final Payees payees;

    public WalletPages(Pages pages, SignedIn signedIn, Payees payees) {
        this.pages = pages;
        this.signedIn = signedIn;
        this.payees = payees;
    }

    /** What home shows. */
    public record HomeView(
            Wallet wallet, Balance balance, List<Line> lines, boolean hasMore, Form testMoney, String key) {}

    /** What home shows before there is a wallet. */
    public record OpenView(String key) {}

    /** What the page of entries shows. */
    public record EntriesView(
            Wallet wallet, List<Line> lines, @Nullable String older, boolean isFirst) {}

    /**
     * One entry in words.
     *
     * @param payment its id; empty when it is older than what was looked through
     */
    public record Line(String title, String detail, String payment, boolean out, Entry entry) {}

    /** What a receipt shows. */
    public record ReceiptView(Payment payment, boolean out, boolean deposit, String counterparty) {}

    /** {@code GET /wallet} */
    public ServerResponse home(ServerRequest request) {
        Flowlet flowlet = api(request);
        Optional<Wallet> wallet = flowlet.wallets().list().newest();
        if (wallet.isEmpty()) {
            Status status = flowlet.kys().status();
            return status.status() == OnboardingStatus.APPROVED
                    ? pages.show(
                            request,
                            "wallet-open",
                            new OpenView(IdempotencyKey.fresh().value()))
                    : Pages.goTo("/onboarding");
        }
        return home(
                request,
                HttpStatus.OK,
                wallet.get(),
                Form.filled(Map.of("amount", USUAL_TEST_MONEY)),
                IdempotencyKey.fresh().value());
    }

    private ServerResponse home(ServerRequest request, HttpStatus answer, Wallet wallet, Form testMoney, String key) {
        Flowlet flowlet = api(request);
        Page<Entry> entries =
                flowlet.wallets().entries(wallet.id()).ofSize(RECENT).first();
        HomeView view = new HomeView(
                wallet,
                flowlet.wallets().balance(wallet.id()),
                lines(flowlet, entries.data()),
                !entries.isLast(),
                testMoney,
                key);
        return pages.show(request, answer, "wallet", view);
    }

    /** {@code POST /wallet} opens the first one. */
    public ServerResponse open(ServerRequest request) {
        Flowlet flowlet = api(request);
        if (flowlet.wallets().list().newest().isEmpty()) {
            try {
                flowlet.wallets().open(new NewWallet(null, CURRENCY), keyOf(request));
            } catch (ConflictProblem notYet) {
                return Pages.goTo("/onboarding");
            }
        }
        return Pages.goTo("/wallet");
    }

    /** {@code POST /wallet/test-money} */
    public ServerResponse addTestMoney(ServerRequest request) {
        Flowlet flowlet = api(request);
        Wallet wallet = flowlet.wallets().list().newest().orElseThrow(() -> new IllegalStateException("no wallet"));
        Form form = Form.of(request);
        Optional<Money> amount = Shown.typed(form.value("amount"), wallet.currency());
        String key = IdempotencyKey.fresh().value();
        if (amount.isEmpty()) {
            form.fault("amount", "Enter an amount like 250.00");
        } else {
            try {
                flowlet.deposits().create(new NewDeposit(wallet.id(), amount.get()), keyOf(request));
                return Pages.goTo("/wallet", request, Shown.money(amount.get()) + " of test money is in your wallet.");
            } catch (Unreachable | UnreadableAnswer unknown) {
                key = keyOf(request).value();
                form.fault("amount", NO_ANSWER);
            } catch (AuthProblem ended) {
                throw ended;
            } catch (ApiProblem refusal) {
                boolean again = refusal.retryable() || Refusals.isUnknown(refusal);
                key = again ? keyOf(request).value() : key;
                form.refusedBy(refusal, "amount", again ? NO_ANSWER : Refusals.sentence(refusal));
            }
        }
        return home(request, HttpStatus.UNPROCESSABLE_CONTENT, wallet, form, key);
    }

    /** {@code GET /wallet/entries} */
    public ServerResponse entries(ServerRequest request) {
        Flowlet flowlet = api(request);
        Optional<Wallet> wallet = flowlet.wallets().list().newest();
        if (wallet.isEmpty()) {
            return Pages.goTo("/wallet");
        }
        String cursor = request.param("after").orElse(null);
        Page<Entry> page =
                flowlet.wallets().entries(wallet.get().id()).ofSize(PAGE).after(cursor);
        List<Line> lines = lines(flowlet, page.data());
        return pages.show(request, "entries", new EntriesView(wallet.get(), lines, page.nextCursor(), cursor == null));
    }

    /** {@code GET /payments/{id}} */
    public ServerResponse receipt(ServerRequest request) {
        Flowlet flowlet = api(request);
        Payment payment = flowlet.payments().find(NotAnId.checked(request.pathVariable("id"), "pay"));
        Optional<Wallet> wallet = flowlet.wallets().list().newest();
        boolean out = wallet.isPresent() && wallet.get().id().equals(payment.fromWalletId());
        String other = out
                ? payment.toWalletId()
                : Optional.ofNullable(payment.fromWalletId()).orElse("");
        boolean deposit = payment.fromWalletId() == null;
        return pages.show(request, "receipt", new ReceiptView(payment, out, deposit, payees.called(other)));
    }

    /** The entries with what the payments behind them say. */
    private List<Line> lines(Flowlet flowlet, List<Entry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        Map<String, Payment> payments = flowlet.payments().list().ofSize(PAYMENTS_LOOKED_AT).first().data().stream()
                .collect(Collectors.toMap(Payment::transactionId, Function.identity(), (first, next) -> first));
        return entries.stream()
                .map(entry -> line(entry, payments.get(entry.transactionId())))
                .toList();
    }

    private Line line(Entry entry, @Nullable Payment payment) {
        boolean out = entry.direction() == Direction.DEBIT;
        if (payment == null) {
            return new Line(out ? "Money sent" : "Money received", "", "", out, entry);
        }
        String detail = Optional.ofNullable(payment.description()).orElse("");
        String from = payment.fromWalletId();
        if (from == null) {
            return new Line("Test money added", detail, payment.id(), out, entry);
        }
        String other = out ? payment.toWalletId() : from;
        String title = (out ? "To " : "From ") + payees.called(other);
        return new Line(title, detail, payment.id(), out, entry);
    }

    /** The key that the form carries; a form without one that can be used gets one, and with it no protection against itself. */
    private static IdempotencyKey keyOf(ServerRequest request) {
        return request.param("key")
                .filter(key -> key.matches("[0-9a-f-]{36}"))
                .map(IdempotencyKey::of)
                .orElseGet(IdempotencyKey::fresh);
    }

    private Flowlet api(ServerRequest request) {
        return signedIn.api(request.servletRequest(), Audience.SUBSCRIBER);
    }
}
