package io.flowlet.client.app;

import io.flowlet.client.SuggestedPayee;
import io.flowlet.client.app.Drafts.Draft;
import io.flowlet.client.pages.Form;
import io.flowlet.client.pages.NotAnId;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.pages.Shown;
import io.flowlet.client.session.Audience;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.IdempotencyKey;
import io.flowlet.sdk.Money;
import io.flowlet.sdk.Payments.NewPayment;
import io.flowlet.sdk.Payments.Payment;
import io.flowlet.sdk.Wallets.Balance;
import io.flowlet.sdk.Wallets.Wallet;
import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.Unreachable;
import io.flowlet.sdk.problem.UnreadableAnswer;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Sending money: describe it, see it again, confirm it once. */
public final class SendPages {
    private static final String OTHER = "other";
    private static final int NOTE_CHARS = 140;
    private static final int ID_CHARS = 64;
    private static final String NO_ANSWER = "No answer came, so we do not know whether your payment was made. "
            + "Press the button again: it is made once at most";

    private final Pages pages;
    private final SignedIn signedIn;
    private final Payees payees;

    public SendPages(Pages pages, SignedIn signedIn, Payees payees) {
        this.pages = pages;
        this.signedIn = signedIn;
        this.payees = payees;
    }

    /** What the form shows. */
    public record SendView(List<SuggestedPayee> payees, Balance balance, Form form) {}

    /**
     * What the page before the payment shows.
     *
     * @param change where to change it
     */
    public record ConfirmView(
            String key, String to, String called, Money amount, String note, String change, Form form) {}

    /** {@code GET /send} */
    public ServerResponse describe(ServerRequest request) {
        Optional<Wallet> wallet = wallet(request);
        if (wallet.isEmpty()) {
            return Pages.goTo("/wallet");
        }
        Form form = request.param("change")
                .flatMap(key -> Drafts.find(session(request), key))
                .map(this::form)
                .orElseGet(() -> payees.suggested().isEmpty() ? Form.filled(Map.of("payee", OTHER)) : Form.empty());
        return show(request, HttpStatus.OK, wallet.get(), form);
    }

    private Form form(Draft draft) {
        boolean suggested = payees.isSuggested(draft.to());
        return Form.filled(Map.of(
                "payee",
                suggested ? draft.to() : OTHER,
                "wallet_id",
                suggested ? "" : draft.to(),
                "amount",
                draft.amount().value().toPlainString(),
                "note",
                draft.note()));
    }

    private ServerResponse show(ServerRequest request, HttpStatus answer, Wallet wallet, Form form) {
        Balance balance = api(request).wallets().balance(wallet.id());
        return pages.show(request, answer, "send", new SendView(payees.suggested(), balance, form));
    }

    /** {@code POST /send} */
    public ServerResponse check(ServerRequest request) {
        Optional<Wallet> wallet = wallet(request);
        if (wallet.isEmpty()) {
            return Pages.goTo("/wallet");
        }
        Form form = Form.of(request);
        String to = recipient(form, wallet.get());
        Optional<Money> amount = Shown.typed(form.value("amount"), wallet.get().currency());
        if (amount.isEmpty()) {
            form.fault("amount", "Enter an amount like 12.50: no signs, no spaces, at most two decimals");
        }
        String note = form.optional("note", NOTE_CHARS);
        if (!form.isSound() || amount.isEmpty()) {
            return show(request, HttpStatus.UNPROCESSABLE_CONTENT, wallet.get(), form);
        }
        Draft draft = new Draft(IdempotencyKey.fresh(), wallet.get().id(), to, amount.get(), note);
        Drafts.keep(session(request), draft);
        return Pages.goTo("/send/" + draft.key().value());
    }

    private String recipient(Form form, Wallet own) {
        String chosen = form.value("payee");
        if (payees.isSuggested(chosen)) {
            return chosen;
        }
        if (!chosen.equals(OTHER) && !payees.suggested().isEmpty()) {
            form.fault("payee", "Choose who gets the money");
            return "";
        }
        String id = form.required("wallet_id", ID_CHARS, "Enter the recipient's wallet id");
        if (!id.isEmpty() && !NotAnId.isOne(id, "wal")) {
            form.fault("wallet_id", "A wallet id begins with wal_ : check it");
        } else if (id.equals(own.id())) {
            form.fault("wallet_id", "This is your own wallet: choose another recipient");
        }
        return id;
    }

    /** {@code GET /send/{key}} */
    public ServerResponse confirm(ServerRequest request) {
        return Drafts.find(session(request), request.pathVariable("key"))
                .map(draft -> confirm(request, HttpStatus.OK, draft, Form.empty()))
                .orElseGet(() -> Pages.goTo("/send"));
    }

    private ServerResponse confirm(ServerRequest request, HttpStatus answer, Draft draft, Form form) {
        String key = draft.key().value();
        ConfirmView view = new ConfirmView(
                key, draft.to(), payees.called(draft.to()), draft.amount(), draft.note(), "/send?change=" + key, form);
        return pages.show(request, answer, "send-confirm", view);
    }

    /** {@code POST /send/{key}}: however often it comes, one payment. */
    public ServerResponse pay(ServerRequest request) {
        Optional<Draft> found = Drafts.find(session(request), request.pathVariable("key"));
        if (found.isEmpty()) {
            return Pages.goTo(
                    "/wallet", request, "This payment is no longer open. Look at your entries before you repeat it.");
        }
        Draft draft = found.get();
        NewPayment payment = new NewPayment(
                draft.from(), draft.to(), draft.amount(), draft.note().isEmpty() ? null : draft.note());
        try {
            Payment made = api(request).payments().create(payment, draft.key());
            return Pages.goTo("/payments/" + made.id(), request, "Your payment was made.");
        } catch (Unreachable | UnreadableAnswer unknown) {
            return confirm(
                    request, HttpStatus.SERVICE_UNAVAILABLE, draft, Form.empty().fault("pay", NO_ANSWER));
        } catch (ApiProblem refusal) {
            if (refusal.status() == HttpStatus.UNAUTHORIZED.value()) {
                throw refusal;
            }
            return Refusals.isUnknown(refusal)
                    ? confirm(
                            request,
                            HttpStatus.SERVICE_UNAVAILABLE,
                            draft,
                            Form.empty().refusedBy(refusal, "pay", NO_ANSWER))
                    : refused(request, draft, refusal);
        }
    }

    private ServerResponse refused(ServerRequest request, Draft draft, ApiProblem refusal) {
        if (refusal.retryable()) {
            return confirm(
                    request,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    draft,
                    Form.empty()
                            .refusedBy(
                                    refusal,
                                    "pay",
                                    "The service is busy and nothing was paid: press the button again"));
        }
        // the server keeps its refusal under the key: a further try is a new payment
        Draft again = new Draft(IdempotencyKey.fresh(), draft.from(), draft.to(), draft.amount(), draft.note());
        Drafts.keep(session(request), again);
        String sentence = Refusals.sentence(refusal);
        if (Refusals.isAboutAmount(refusal) || Refusals.isAboutRecipient(refusal)) {
            String field =
                    Refusals.isAboutAmount(refusal) ? "amount" : payees.isSuggested(draft.to()) ? "payee" : "wallet_id";
            Optional<Wallet> wallet = wallet(request);
            if (wallet.isPresent()) {
                return show(
                        request,
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        wallet.get(),
                        form(again).refusedBy(refusal, field, sentence));
            }
        }
        return confirm(
                request, HttpStatus.UNPROCESSABLE_CONTENT, again, Form.empty().refusedBy(refusal, "pay", sentence));
    }

    private Optional<Wallet> wallet(ServerRequest request) {
        return api(request).wallets().list().newest();
    }

    private static HttpSession session(ServerRequest request) {
        return request.servletRequest().getSession();
    }

    private Flowlet api(ServerRequest request) {
        return signedIn.api(request.servletRequest(), Audience.SUBSCRIBER);
    }
}
