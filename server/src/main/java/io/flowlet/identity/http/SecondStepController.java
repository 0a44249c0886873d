package io.flowlet.identity.http;

import io.flowlet.identity.CodeOutcome;
import io.flowlet.identity.EnrolOutcome;
import io.flowlet.identity.FactorSignIns;
import io.flowlet.identity.Session;
import io.flowlet.identity.SignInBrowser;
import io.flowlet.identity.TotpOffer;
import io.flowlet.identity.WaitingSignIn;
import io.flowlet.identity.internal.AuthorizationRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages of the second step of signing in, with the app's request in their query like {@code /signin}.
 *
 * <p>Whoever comes without a sign-in that waits is sent back to {@code /signin}. Refusals of the forms, in this order: of another site or without
 * its token (403), the request as at {@code authorize}, wrong code (422), too many of them (429).
 */
@RestController
final class SecondStepController {
    static final String CODE = "/signin/code";
    static final String APP = "/signin/app";
    private static final String DONE = "/signin/app/done";
    private static final String WHY = """
            <p>Your account needs a second step beside the password, so that nobody comes in with the password alone.</p>
            """;

    private final SignInController signIn;
    private final SignInBrowsers browsers;
    private final FactorSignIns steps;
    private final PasskeyOffers passkeys;
    private final FormTokens forms;
    private final FactorPages pages;
    private final SignInPages refusals;
    private final BrowserAnswers answers;

    SecondStepController(
            SignInController signIn,
            SignInBrowsers browsers,
            FactorSignIns steps,
            PasskeyOffers passkeys,
            FormTokens forms,
            FactorPages pages,
            SignInPages refusals,
            BrowserAnswers answers) {
        this.signIn = signIn;
        this.browsers = browsers;
        this.steps = steps;
        this.passkeys = passkeys;
        this.forms = forms;
        this.pages = pages;
        this.refusals = refusals;
        this.answers = answers;
    }

    /** A request of an app, of a browser whose sign-in waits. */
    private record Step(
            AuthorizationRequest asked,
            String cookie,
            SignInBrowser browser,
            HttpServletRequest request,
            HttpServletResponse response) {
        String query() {
            return "?" + request.getQueryString();
        }

        String typed() {
            return Optional.ofNullable(request.getParameter("code")).orElse("").strip();
        }
    }

    @FunctionalInterface
    private interface Next {
        ResponseEntity<String> answer(Step step, WaitingSignIn waiting);
    }

    @GetMapping(CODE)
    ResponseEntity<String> code(HttpServletRequest request, HttpServletResponse response) {
        return waiting(
                request,
                response,
                (step, waiting) ->
                        waiting.enrols() ? answers.redirect(APP + step.query()) : codePage(step, HttpStatus.OK, false));
    }

    @PostMapping(CODE)
    ResponseEntity<String> judgeCode(HttpServletRequest request, HttpServletResponse response) {
        return sent(CODE, request, response, (step, waiting) -> switch (steps.code(
                step.browser(), step.cookie(), step.typed())) {
            case CodeOutcome.SignedIn(Session session, String cookie) -> signedIn(step, session, cookie);
            case CodeOutcome.Wrong() -> codePage(step, HttpStatus.UNPROCESSABLE_CONTENT, true);
            case CodeOutcome.Blocked(int seconds) -> blocked(seconds, response);
            case CodeOutcome.Gone() -> again(step);
        });
    }

    @GetMapping(APP)
    ResponseEntity<String> app(HttpServletRequest request, HttpServletResponse response) {
        return waiting(
                request,
                response,
                (step, waiting) -> waiting.enrolled()
                        ? page(step, HttpStatus.OK, pages.goOn(form(step, DONE)))
                        : setUp(step, HttpStatus.OK, false));
    }

    @PostMapping(APP)
    ResponseEntity<String> setAppUp(HttpServletRequest request, HttpServletResponse response) {
        return sent(APP, request, response, (step, waiting) -> switch (steps.enrol(
                step.browser(), step.cookie(), step.typed())) {
            case EnrolOutcome.Enrolled(List<String> codes) ->
                page(step, HttpStatus.OK, pages.recoveryCodes(codes, form(step, DONE)));
            case EnrolOutcome.Wrong() -> setUp(step, HttpStatus.UNPROCESSABLE_CONTENT, true);
            case EnrolOutcome.Gone() -> again(step);
        });
    }

    @PostMapping(DONE)
    ResponseEntity<String> done(HttpServletRequest request, HttpServletResponse response) {
        return sent(DONE, request, response, (step, waiting) -> switch (steps.finish(step.browser(), step.cookie())) {
            case CodeOutcome.SignedIn(Session session, String cookie) -> signedIn(step, session, cookie);
            case CodeOutcome.Wrong() -> again(step);
            case CodeOutcome.Blocked(int seconds) -> blocked(seconds, response);
            case CodeOutcome.Gone() -> again(step);
        });
    }

    private ResponseEntity<String> waiting(HttpServletRequest request, HttpServletResponse response, Next next) {
        return signIn.judged(request, response, asked -> {
            Optional<String> cookie = answers.step(request);
            Optional<WaitingSignIn> waiting = cookie.flatMap(secret -> steps.waiting(asked.client(), secret));
            Step step = new Step(asked, cookie.orElse(""), browsers.read(asked.client(), request), request, response);
            return waiting.map(known -> next.answer(step, known)).orElseGet(() -> again(step));
        });
    }

    private ResponseEntity<String> sent(
            String path, HttpServletRequest request, HttpServletResponse response, Next next) {
        if (answers.isForeign(request)) {
            return answers.page(HttpStatus.FORBIDDEN, refusals.foreign(), Optional.empty(), response);
        }
        return waiting(request, response, (step, waiting) -> {
            if (!forms.isOwn(request, path + step.query())) {
                String start = SignInController.PATH + step.query();
                return page(step, HttpStatus.FORBIDDEN, refusals.expired(start));
            }
            return next.answer(step, waiting);
        });
    }

    private ResponseEntity<String> signedIn(Step step, Session session, String cookie) {
        answers.endStep(step.response());
        browsers.signedIn(step.browser(), session, cookie, step.response());
        return signIn.signedIn(step.asked(), session, step.request(), step.response());
    }

    private ResponseEntity<String> again(Step step) {
        answers.endStep(step.response());
        return answers.redirect(SignInController.PATH + step.query());
    }

    private ResponseEntity<String> codePage(Step step, HttpStatus status, boolean wrong) {
        String again = SignInController.PATH + step.query();
        String passkey = passkeys.button(step.request(), step.response());
        String html = pages.code(form(step, CODE), passkey, again, wrong);
        return answers.pageWithScript(
                status, html, Optional.of(step.asked().redirectUri().origin()), step.response());
    }

    private ResponseEntity<String> setUp(Step step, HttpStatus status, boolean wrong) {
        Optional<TotpOffer> offer = steps.offer(step.asked().client(), step.cookie());
        return offer.map(open -> page(step, status, pages.setUp(form(step, APP), open, WHY, wrong)))
                .orElseGet(() -> again(step));
    }

    private ResponseEntity<String> blocked(int seconds, HttpServletResponse response) {
        response.setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
        return answers.page(HttpStatus.TOO_MANY_REQUESTS, pages.blocked(seconds), Optional.empty(), response);
    }

    private FactorPages.Form form(Step step, String path) {
        String action = path + step.query();
        return new FactorPages.Form(action, forms.token(step.request(), step.response(), action));
    }

    private ResponseEntity<String> page(Step step, HttpStatus status, String html) {
        return answers.page(status, html, Optional.of(step.asked().redirectUri().origin()), step.response());
    }
}
