package io.flowlet.identity.http;

import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.Client;
import io.flowlet.identity.FactorChange;
import io.flowlet.identity.NewPasskey;
import io.flowlet.identity.OwnFactors;
import io.flowlet.identity.OwnPasskeys;
import io.flowlet.identity.SignIns;
import io.flowlet.identity.TotpOffer;
import io.flowlet.identity.internal.AuthorizationRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page on which a person who has signed in at an app changes the own second factors.
 *
 * <p>Refusals, in this order: the app is not known (400), no session of this browser (403), a form of another site or without its token (403), too
 * many wrong passwords (429), wrong password or code (422), not possible (409), overloaded (503).
 */
@RestController
final class FactorsController {
    static final String PATH = "/signin/factors";
    private static final String WHY = """
            <p>It takes the place of an app that you have now, and the recovery codes are made anew.</p>
            """;

    private final AuthorizationRequests requests;
    private final SignIns signIns;
    private final OwnFactors factors;
    private final OwnPasskeys passkeys;
    private final FormTokens forms;
    private final OwnFactorPages pages;
    private final PasskeyForms passkeyForms;
    private final FactorPages steps;
    private final SignInPages refusals;
    private final BrowserAnswers answers;

    FactorsController(
            AuthorizationRequests requests,
            SignIns signIns,
            OwnFactors factors,
            OwnPasskeys passkeys,
            FormTokens forms,
            OwnFactorPages pages,
            PasskeyForms passkeyForms,
            FactorPages steps,
            SignInPages refusals,
            BrowserAnswers answers) {
        this.requests = requests;
        this.signIns = signIns;
        this.factors = factors;
        this.passkeys = passkeys;
        this.forms = forms;
        this.pages = pages;
        this.passkeyForms = passkeyForms;
        this.steps = steps;
        this.refusals = refusals;
        this.answers = answers;
    }

    /** A request of somebody who signed in. */
    private record Visit(
            Client client, OwnFactors.Wish wish, HttpServletRequest request, HttpServletResponse response) {
        String action() {
            return PATH + "?client_id=" + client.clientId();
        }

        String sent(String name) {
            return Objects.requireNonNullElse(request.getParameter(name), "");
        }
    }

    @FunctionalInterface
    private interface Next {
        ResponseEntity<String> answer(Visit visit);
    }

    @GetMapping(PATH)
    ResponseEntity<String> show(HttpServletRequest request, HttpServletResponse response) {
        return visited(request, response, visit -> list(visit, HttpStatus.OK, false));
    }

    @PostMapping(PATH)
    ResponseEntity<String> change(HttpServletRequest request, HttpServletResponse response) {
        return visited(request, response, visit -> {
            if (answers.isForeign(request) || !forms.isOwn(request, visit.action())) {
                return page(visit, HttpStatus.FORBIDDEN, refusals.foreign());
            }
            if (visit.sent("act").equals("seen")) {
                return answers.redirect(visit.action());
            }
            try {
                return told(visit, carriedOut(visit));
            } catch (Refusal refusal) {
                if (refusal.code() != ProblemCode.OVERLOADED) {
                    throw refusal;
                }
                response.setHeader(HttpHeaders.RETRY_AFTER, "5");
                return page(visit, HttpStatus.SERVICE_UNAVAILABLE, refusals.overloaded());
            }
        });
    }

    private FactorChange carriedOut(Visit visit) {
        String password = visit.sent("password");
        return switch (visit.sent("act")) {
            case "app" -> factors.offer(visit.wish(), password);
            case "take" ->
                factors.take(
                        visit.wish(), visit.sent("held"), visit.sent("code").strip());
            case "passkey" -> passkeys.offer(visit.wish(), password);
            case "take_passkey" -> passkeys.take(visit.wish(), visit.sent("passkey"));
            case "remove_passkey" -> passkeys.remove(visit.wish(), password, visit.sent("which"));
            case "codes" -> factors.newCodes(visit.wish(), password);
            case "remove" -> factors.remove(visit.wish(), password);
            default -> new FactorChange.NotPossible();
        };
    }

    private ResponseEntity<String> told(Visit visit, FactorChange change) {
        return switch (change) {
            case FactorChange.Offered(String held, TotpOffer offer) ->
                setUp(visit, HttpStatus.OK, held, Optional.of(offer));
            case FactorChange.Made(List<String> codes) -> {
                var form = new FactorPages.Form(visit.action(), token(visit), hidden("act", "seen"));
                yield page(visit, HttpStatus.OK, steps.recoveryCodes(codes, form));
            }
            case FactorChange.PasskeyOffered(NewPasskey made) -> {
                var form = new FactorPages.Form(visit.action(), token(visit), hidden("act", "take_passkey"));
                yield answers.pageWithScript(
                        HttpStatus.OK, passkeyForms.make(form, made), Optional.empty(), visit.response());
            }
            case FactorChange.Done() -> list(visit, HttpStatus.OK, false);
            case FactorChange.Removed() -> list(visit, HttpStatus.OK, false);
            case FactorChange.WrongPassword() -> list(visit, HttpStatus.UNPROCESSABLE_CONTENT, true);
            case FactorChange.WrongCode()
            when visit.sent("act").equals("take_passkey") ->
                page(visit, HttpStatus.UNPROCESSABLE_CONTENT, passkeyForms.refused(visit.action()));
            case FactorChange.WrongCode() -> {
                String held = visit.sent("held");
                yield setUp(visit, HttpStatus.UNPROCESSABLE_CONTENT, held, factors.offered(visit.wish(), held));
            }
            case FactorChange.TooManyAttempts(int seconds) -> {
                visit.response().setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
                yield page(visit, HttpStatus.TOO_MANY_REQUESTS, refusals.tooMany(seconds));
            }
            case FactorChange.NotProven() -> page(visit, HttpStatus.FORBIDDEN, pages.notSignedIn());
            case FactorChange.NotPossible() -> page(visit, HttpStatus.CONFLICT, pages.notPossible());
        };
    }

    private ResponseEntity<String> setUp(Visit visit, HttpStatus status, String held, Optional<TotpOffer> offer) {
        String hidden = hidden("act", "take") + hidden("held", SignInPages.escaped(held));
        var form = new FactorPages.Form(visit.action(), token(visit), hidden);
        return page(visit, status, steps.setUp(form, offer.orElseThrow(), WHY, status != HttpStatus.OK));
    }

    private ResponseEntity<String> list(Visit visit, HttpStatus status, boolean wrong) {
        var form = new OwnFactorPages.Form(visit.client(), visit.action(), token(visit), wrong);
        return page(visit, status, pages.list(factors.list(visit.wish().session()), form));
    }

    private ResponseEntity<String> visited(HttpServletRequest request, HttpServletResponse response, Next next) {
        Optional<Client> client = requests.client(request.getParameter("client_id"));
        if (client.isEmpty()) {
            return answers.page(HttpStatus.BAD_REQUEST, refusals.unanswerable(), Optional.empty(), response);
        }
        var audience = Objects.requireNonNull(client.get().signIn()).audience();
        return answers.session(request, audience)
                .flatMap(cookie -> signIns.resume(client.get(), cookie)
                        .map(session -> new OwnFactors.Wish(
                                session,
                                cookie,
                                RequestAttributes.clientAddress(request),
                                RequestAttributes.trace(request).orElseThrow())))
                .map(wish -> next.answer(new Visit(client.get(), wish, request, response)))
                .orElseGet(() -> answers.page(HttpStatus.FORBIDDEN, pages.notSignedIn(), Optional.empty(), response));
    }

    private String token(Visit visit) {
        return forms.token(visit.request(), visit.response(), visit.action());
    }

    private static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"%s\" value=\"%s\">%n".formatted(name, value);
    }

    private ResponseEntity<String> page(Visit visit, HttpStatus status, String html) {
        return answers.page(status, html, Optional.empty(), visit.response());
    }
}
