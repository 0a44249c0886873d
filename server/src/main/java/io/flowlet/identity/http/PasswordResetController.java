package io.flowlet.identity.http;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.PasswordResets;
import io.flowlet.identity.internal.AuthorizationRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages of a forgotten password: one that asks for a link, with the app's request in its query like {@code /signin}, and one behind the link.
 *
 * <p>Asking has one answer, whoever has the address. Where no mail leaves, there is no such page (404).
 */
@RestController
final class PasswordResetController {
    static final String FORGOTTEN = "/signin/forgotten";

    private final SignInController signIn;
    private final PasswordResets resets;
    private final FormTokens forms;
    private final ResetPages pages;
    private final SignInPages refusals;
    private final BrowserAnswers answers;

    PasswordResetController(
            SignInController signIn,
            PasswordResets resets,
            FormTokens forms,
            ResetPages pages,
            SignInPages refusals,
            BrowserAnswers answers) {
        this.signIn = signIn;
        this.resets = resets;
        this.forms = forms;
        this.pages = pages;
        this.refusals = refusals;
        this.answers = answers;
    }

    @GetMapping(FORGOTTEN)
    ResponseEntity<String> forgotten(HttpServletRequest request, HttpServletResponse response) {
        return signIn.judged(request, response, asked -> ask(HttpStatus.OK, request, response));
    }

    @PostMapping(FORGOTTEN)
    ResponseEntity<String> send(HttpServletRequest request, HttpServletResponse response) {
        if (answers.isForeign(request)) {
            return page(HttpStatus.FORBIDDEN, refusals.foreign(), response);
        }
        return signIn.judged(request, response, asked -> send(asked, request, response));
    }

    private ResponseEntity<String> send(
            AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        String action = FORGOTTEN + "?" + request.getQueryString();
        if (!forms.isOwn(request, action)) {
            return page(HttpStatus.FORBIDDEN, refusals.expired(action), response);
        }
        if (!resets.isOffered()) {
            return page(HttpStatus.NOT_FOUND, pages.notOffered(), response);
        }
        String email =
                Objects.requireNonNullElse(request.getParameter("email"), "").strip();
        if (email.isEmpty()) {
            return ask(HttpStatus.UNPROCESSABLE_CONTENT, request, response);
        }
        int wait = resets.ask(asked.client(), email, RequestAttributes.clientAddress(request));
        if (wait > 0) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(wait));
            return page(HttpStatus.TOO_MANY_REQUESTS, pages.tooMany(wait), response);
        }
        return page(HttpStatus.OK, pages.asked(), response);
    }

    private ResponseEntity<String> ask(HttpStatus status, HttpServletRequest request, HttpServletResponse response) {
        if (!resets.isOffered()) {
            return page(HttpStatus.NOT_FOUND, pages.notOffered(), response);
        }
        String query = "?" + request.getQueryString();
        String token = forms.token(request, response, FORGOTTEN + query);
        String html = pages.ask(
                new FactorPages.Form(FORGOTTEN + query, token), SignInController.PATH + query, status != HttpStatus.OK);
        return page(status, html, response);
    }

    @GetMapping(PasswordResets.PATH + "{token}")
    ResponseEntity<String> show(@PathVariable String token, HttpServletResponse response) {
        return resets.isOpen(token)
                ? page(HttpStatus.OK, pages.choose(Optional.empty()), response)
                : page(HttpStatus.NOT_FOUND, pages.closed(), response);
    }

    // the link's token is the secret that another site's form lacks
    @PostMapping(PasswordResets.PATH + "{token}")
    ResponseEntity<String> redeem(
            @PathVariable String token, HttpServletRequest request, HttpServletResponse response) {
        if (answers.isForeign(request)) {
            return page(HttpStatus.FORBIDDEN, refusals.foreign(), response);
        }
        String password = Objects.requireNonNullElse(request.getParameter("password"), "");
        try {
            return switch (resets.redeem(
                    token, password, RequestAttributes.trace(request).orElseThrow())) {
                case PasswordResets.Outcome.Changed() -> page(HttpStatus.OK, pages.changed(), response);
                case PasswordResets.Outcome.Refused(FieldFault fault) ->
                    page(HttpStatus.UNPROCESSABLE_CONTENT, pages.choose(Optional.of(fault)), response);
                case PasswordResets.Outcome.NoSuchLink() -> page(HttpStatus.NOT_FOUND, pages.closed(), response);
            };
        } catch (Refusal refusal) {
            if (refusal.code() != ProblemCode.OVERLOADED) {
                throw refusal;
            }
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            return page(HttpStatus.SERVICE_UNAVAILABLE, refusals.overloaded(), response);
        }
    }

    private ResponseEntity<String> page(HttpStatus status, String html, HttpServletResponse response) {
        return answers.page(status, html, Optional.empty(), response);
    }
}
