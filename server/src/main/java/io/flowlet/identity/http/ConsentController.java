package io.flowlet.identity.http;

import io.flowlet.identity.Session;
import io.flowlet.identity.SignIns;
import io.flowlet.identity.internal.AuthorizationRequest;
import io.flowlet.identity.internal.OAuthPaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page on which a person says yes or no to a client that asks for it ({@code prompt=consent}), or whose device does.
 *
 * <p>Other requests need none: every client was registered by the person's own program. The page stands after the sign-in and reads the same query
 * as {@code /oauth2/authorize}, with the proof that the sign-in was judged for that query; whoever comes without one is sent there, and a request
 * that asks for no consent is refused here (400).
 */
@RestController
final class ConsentController {
    static final String PATH = "/consent";

    private final SignInController signIn;
    private final SignIns signIns;
    private final DeviceDecisions devices;
    private final FormTokens forms;
    private final SignInPages pages;
    private final BrowserAnswers answers;
    private final SignInProofs proofs;

    ConsentController(
            SignInController signIn,
            SignIns signIns,
            DeviceDecisions devices,
            FormTokens forms,
            SignInPages pages,
            BrowserAnswers answers,
            SignInProofs proofs) {
        this.signIn = signIn;
        this.signIns = signIns;
        this.devices = devices;
        this.forms = forms;
        this.pages = pages;
        this.answers = answers;
        this.proofs = proofs;
    }

    @GetMapping(PATH)
    ResponseEntity<String> show(HttpServletRequest request, HttpServletResponse response) {
        return signedIn(request, response, (asked, session) -> {
            String form = formOf(request);
            String token = forms.token(request, response, form);
            String html = asked.device() == null
                    ? pages.consent(asked, form, token)
                    : DevicePages.consent(asked, form, token);
            return answers.page(
                    HttpStatus.OK, html, Optional.of(asked.redirectUri().origin()), response);
        });
    }

    @PostMapping(PATH)
    ResponseEntity<String> decide(HttpServletRequest request, HttpServletResponse response) {
        if (answers.isForeign(request)) {
            return answers.page(HttpStatus.FORBIDDEN, pages.foreign(), Optional.empty(), response);
        }
        return signedIn(request, response, (asked, session) -> {
            if (!forms.isOwn(request, formOf(request))) {
                return answers.page(HttpStatus.FORBIDDEN, pages.expired(formOf(request)), Optional.empty(), response);
            }
            boolean allowed = "allow".equals(request.getParameter("decision"));
            if (asked.device() != null) {
                return devices.decide(
                        new DeviceDecisions.Said(asked, asked.device(), session, allowed), request, response);
            }
            return allowed
                    ? signIn.answer(asked, session, request, response)
                    : signIn.refuse(asked, "access_denied", request, response);
        });
    }

    private ResponseEntity<String> signedIn(
            HttpServletRequest request,
            HttpServletResponse response,
            BiFunction<AuthorizationRequest, Session, ResponseEntity<String>> next) {
        return signIn.judged(
                request,
                response,
                asked -> asked.signIn().consent()
                        ? answers.session(request, asked.registration().audience())
                                .flatMap(cookie -> signIns.resume(asked.client(), cookie))
                                .filter(session -> proofs.isProven(request, session))
                                .map(session -> next.apply(asked, session))
                                .orElseGet(() ->
                                        answers.redirect(OAuthPaths.AUTHORIZE + "?" + SignInProofs.requestOf(request)))
                        : answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response));
    }

    private static String formOf(HttpServletRequest request) {
        return PATH + "?" + request.getQueryString();
    }
}
