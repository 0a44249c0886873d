package io.flowlet.identity.http;

import io.flowlet.identity.PasskeySignIns;
import io.flowlet.identity.SignInBrowser;
import io.flowlet.identity.SignInOutcome;
import io.flowlet.identity.internal.AuthorizationRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes what a passkey answered, with the app's request in the query like {@code /signin}.
 *
 * <p>Refusals, in this order: a form of another site or without its token (403), the request as at {@code authorize}, an answer that is nobody's here
 * (422).
 */
@RestController
final class PasskeyController {
    static final String PATH = "/signin/passkey";

    private final SignInController signIn;
    private final PasskeySignIns passkeys;
    private final SignInBrowsers browsers;
    private final FormTokens forms;
    private final PasskeyForms pages;
    private final SignInPages refusals;
    private final BrowserAnswers answers;

    PasskeyController(
            SignInController signIn,
            PasskeySignIns passkeys,
            SignInBrowsers browsers,
            FormTokens forms,
            PasskeyForms pages,
            SignInPages refusals,
            BrowserAnswers answers) {
        this.signIn = signIn;
        this.passkeys = passkeys;
        this.browsers = browsers;
        this.forms = forms;
        this.pages = pages;
        this.refusals = refusals;
        this.answers = answers;
    }

    @PostMapping(PATH)
    ResponseEntity<String> use(HttpServletRequest request, HttpServletResponse response) {
        if (answers.isForeign(request)) {
            return answers.page(HttpStatus.FORBIDDEN, refusals.foreign(), Optional.empty(), response);
        }
        return signIn.judged(request, response, asked -> use(asked, request, response));
    }

    private ResponseEntity<String> use(
            AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        String again = SignInController.PATH + "?" + request.getQueryString();
        if (!forms.isOwn(request, PATH + "?" + request.getQueryString())) {
            return answers.page(HttpStatus.FORBIDDEN, refusals.expired(again), Optional.empty(), response);
        }
        SignInBrowser browser = browsers.read(asked.client(), request);
        String held = Objects.requireNonNull(request.getParameter(FormTokens.FIELD));
        String answer = Objects.requireNonNullElse(request.getParameter("passkey"), "");
        Optional<SignInOutcome.SignedIn> signedIn = passkeys.signIn(browser, held, answer);
        if (signedIn.isEmpty()) {
            return answers.page(HttpStatus.UNPROCESSABLE_CONTENT, pages.refused(again), Optional.empty(), response);
        }
        answers.endStep(response);
        browsers.signedIn(browser, signedIn.get().session(), signedIn.get().cookie(), response);
        return signIn.signedIn(asked, signedIn.get().session(), request, response);
    }

    @GetMapping(path = PasskeyForms.SCRIPT, produces = "text/javascript")
    ResponseEntity<String> script() {
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(pages.script());
    }
}
