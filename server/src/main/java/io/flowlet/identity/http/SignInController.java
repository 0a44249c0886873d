package io.flowlet.identity.http;

import io.flowlet.actor.Trace;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.PasswordResets;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.Session;
import io.flowlet.identity.SignInAttempt;
import io.flowlet.identity.SignInOutcome;
import io.flowlet.identity.SignIns;
import io.flowlet.identity.internal.AuthorizationCodes;
import io.flowlet.identity.internal.AuthorizationReading;
import io.flowlet.identity.internal.AuthorizationRequest;
import io.flowlet.identity.internal.OAuthPaths;
import io.flowlet.identity.internal.PushedRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The authorization endpoint and the page on which a person signs in.
 *
 * <p>{@code GET /oauth2/authorize} answers at once when the browser has a session as recent as {@code max_age} and {@code prompt} ask, otherwise it
 * sends the person to {@code /signin} with the same query ({@code prompt=none}: {@code login_required}); every step reads and judges that query anew, nothing of it is kept. Refusals of
 * {@code POST /signin}, in this order: a form of another site or without its token (403), the request as at {@code authorize}, too many
 * attempts (429), wrong credentials (422), overloaded (503).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1">RFC 6749, 4.1</a>, <a href="https://www.rfc-editor.org/rfc/rfc9207">RFC
 *     9207</a>
 */
@RestController
final class SignInController {
    static final String PATH = "/signin";
    /** Below what the edge takes of an address. */
    private static final int LONGEST_QUERY = 6_000;

    private final PushedRequests requests;
    private final AuthorizationCodes codes;
    private final SignInBrowsers browsers;
    private final SignIns signIns;
    private final PasswordResets resets;
    private final PasskeyOffers passkeys;
    private final FormTokens forms;
    private final SignInPages pages;
    private final BrowserAnswers answers;
    private final AuthorizationReplies replies;
    private final SignInProofs proofs;
    private final Clock clock;

    SignInController(
            PushedRequests requests,
            AuthorizationCodes codes,
            SignInBrowsers browsers,
            SignIns signIns,
            PasswordResets resets,
            PasskeyOffers passkeys,
            FormTokens forms,
            SignInPages pages,
            BrowserAnswers answers,
            AuthorizationReplies replies,
            SignInProofs proofs,
            Clock clock) {
        this.requests = requests;
        this.codes = codes;
        this.browsers = browsers;
        this.signIns = signIns;
        this.resets = resets;
        this.passkeys = passkeys;
        this.forms = forms;
        this.pages = pages;
        this.answers = answers;
        this.replies = replies;
        this.proofs = proofs;
        this.clock = clock;
    }

    @GetMapping(OAuthPaths.AUTHORIZE)
    ResponseEntity<String> authorize(HttpServletRequest request, HttpServletResponse response) {
        return judged(
                request,
                response,
                asked -> answers.session(request, asked.registration().audience())
                        .flatMap(cookie -> signIns.resume(asked.client(), cookie))
                        .filter(session -> asked.isMetBy(session, clock.instant()))
                        .map(session -> signedIn(asked, session, request, response))
                        .orElseGet(() -> toPage(asked, request, response)));
    }

    /** Goes on as a GET: with another site's form the browser sends no cookies of ours, with a redirect it does. */
    @PostMapping(OAuthPaths.AUTHORIZE)
    ResponseEntity<String> authorizeByForm(HttpServletRequest request, HttpServletResponse response) {
        String query = request.getParameterMap().entrySet().stream()
                .flatMap(each ->
                        Arrays.stream(each.getValue()).map(value -> AuthorizationReplies.encoded(each.getKey(), value)))
                .collect(Collectors.joining("&"));
        return query.length() > LONGEST_QUERY
                ? answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response)
                : answers.redirect(OAuthPaths.AUTHORIZE + "?" + query);
    }

    /** The page, unless the client wants none (OpenID Connect Core, 3.1.2.6). */
    ResponseEntity<String> toPage(
            AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        return asked.signIn().silent()
                ? refuse(asked, "login_required", request, response)
                : answers.redirect(PATH + "?" + request.getQueryString());
    }

    @GetMapping(PATH)
    ResponseEntity<String> show(HttpServletRequest request, HttpServletResponse response) {
        return judged(
                request,
                response,
                asked -> asked.signIn().silent()
                        ? toPage(asked, request, response)
                        : form(
                                asked,
                                HttpStatus.OK,
                                SignInPages.Entry.of(asked.signIn().loginHint()),
                                request,
                                response));
    }

    @PostMapping(PATH)
    ResponseEntity<String> signIn(HttpServletRequest request, HttpServletResponse response) {
        if (answers.isForeign(request)) {
            return answers.page(HttpStatus.FORBIDDEN, pages.foreign(), Optional.empty(), response);
        }
        return judged(request, response, asked -> {
            if (!forms.isOwn(request, formOf(request))) {
                String again = PATH + "?" + request.getQueryString();
                return answers.page(HttpStatus.FORBIDDEN, pages.expired(again), Optional.empty(), response);
            }
            try {
                return signIn(asked, request, response);
            } catch (Refusal refusal) {
                return overloaded(refusal, response);
            }
        });
    }

    @GetMapping(path = SignInPages.STYLE, produces = "text/css")
    ResponseEntity<String> style() {
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(pages.style());
    }

    private ResponseEntity<String> signIn(
            AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        String email =
                Optional.ofNullable(request.getParameter("email")).orElse("").strip();
        String password = Optional.ofNullable(request.getParameter("password")).orElse("");
        if (email.isEmpty() || password.isEmpty()) {
            SignInPages.Entry entry = new SignInPages.Entry(email, email.isEmpty(), password.isEmpty(), false);
            return form(asked, HttpStatus.UNPROCESSABLE_CONTENT, entry, request, response);
        }
        var attempt = new SignInAttempt(browsers.read(asked.client(), request), email, password);
        return switch (signIns.signIn(attempt)) {
            case SignInOutcome.SignedIn(Session session, String cookie) -> {
                browsers.signedIn(attempt.browser(), session, cookie, response);
                yield signedIn(asked, session, request, response);
            }
            case SignInOutcome.CodeNeeded(String cookie) -> {
                answers.setStep(response, cookie);
                yield answers.redirect(SecondStepController.CODE + "?" + request.getQueryString());
            }
            case SignInOutcome.FactorNeeded(String cookie) -> {
                answers.setStep(response, cookie);
                yield answers.redirect(SecondStepController.APP + "?" + request.getQueryString());
            }
            case SignInOutcome.WrongCredentials() ->
                form(asked, HttpStatus.UNPROCESSABLE_CONTENT, SignInPages.Entry.wrong(email), request, response);
            case SignInOutcome.TooManyAttempts(int seconds) -> {
                response.setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
                yield answers.page(HttpStatus.TOO_MANY_REQUESTS, pages.tooMany(seconds), Optional.empty(), response);
            }
        };
    }

    /** What {@code next} answers, unless the request of an app is refused before. */
    ResponseEntity<String> judged(
            HttpServletRequest request,
            HttpServletResponse response,
            Function<AuthorizationRequest, ResponseEntity<String>> next) {
        return switch (requests.read(request.getParameterMap())) {
            case AuthorizationReading.Sound(AuthorizationRequest asked) -> next.apply(asked);
            case AuthorizationReading.Unanswerable() ->
                answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response);
            case AuthorizationReading.DeviceGone() ->
                answers.page(HttpStatus.BAD_REQUEST, DevicePages.gone(), Optional.empty(), response);
            case AuthorizationReading.Refused(RedirectUri uri, String error, AuthorizationRequest.Reply reply) ->
                leave(request, response, () -> replies.error(new AuthorizationReplies.To(uri, reply), error, response));
        };
    }

    /** What comes after a sign-in that will do: the person's consent, if the client asks for it, or the answer. */
    ResponseEntity<String> signedIn(
            AuthorizationRequest asked, Session session, HttpServletRequest request, HttpServletResponse response) {
        return asked.signIn().consent()
                ? answers.redirect(ConsentController.PATH + "?" + proofs.proven(request, session))
                : answer(asked, session, request, response);
    }

    /** Back to the app, with a code. */
    ResponseEntity<String> answer(
            AuthorizationRequest asked, Session session, HttpServletRequest request, HttpServletResponse response) {
        return leave(request, response, () -> {
            if (!asked.isAbout(session)) {
                return error(asked, "login_required", response);
            }
            if (!asked.isSatisfiedBy(session)) {
                return error(asked, "unmet_authentication_requirements", response);
            }
            return codes.issue(asked, session, trace(request))
                    .map(code -> replies.code(to(asked), code, response))
                    .orElseGet(() -> error(asked, "access_denied", response));
        });
    }

    /** Back to the app, with an error. */
    ResponseEntity<String> refuse(
            AuthorizationRequest asked, String error, HttpServletRequest request, HttpServletResponse response) {
        return leave(request, response, () -> error(asked, error, response));
    }

    /** What goes to the app, good or bad, uses a pushed request up: none is answered twice. */
    private ResponseEntity<String> leave(
            HttpServletRequest request, HttpServletResponse response, Supplier<ResponseEntity<String>> reply) {
        return requests.use(request.getParameterMap())
                ? reply.get()
                : answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response);
    }

    private ResponseEntity<String> error(AuthorizationRequest asked, String error, HttpServletResponse response) {
        return replies.error(to(asked), error, response);
    }

    private static AuthorizationReplies.To to(AuthorizationRequest asked) {
        return new AuthorizationReplies.To(asked.redirectUri(), asked.reply());
    }

    private ResponseEntity<String> form(
            AuthorizationRequest asked,
            HttpStatus status,
            SignInPages.Entry entry,
            HttpServletRequest request,
            HttpServletResponse response) {
        String token = forms.token(request, response, formOf(request));
        String query = "?" + Objects.requireNonNullElse(request.getQueryString(), "");
        String forgotten = resets.isOffered() ? PasswordResetController.FORGOTTEN + query : "";
        var frame = new SignInPages.Frame(PATH + query, token, forgotten, passkeys.button(request, response));
        String html = pages.signIn(asked.client(), frame, entry);
        return answers.pageWithScript(
                status, html, Optional.of(asked.redirectUri().origin()), response);
    }

    private ResponseEntity<String> overloaded(Refusal refusal, HttpServletResponse response) {
        if (refusal.code() != ProblemCode.OVERLOADED) {
            throw refusal;
        }
        response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        return answers.page(HttpStatus.SERVICE_UNAVAILABLE, pages.overloaded(), Optional.empty(), response);
    }

    private static String formOf(HttpServletRequest request) {
        return PATH + "?" + request.getQueryString();
    }

    private static Trace trace(HttpServletRequest request) {
        return RequestAttributes.trace(request).orElseThrow();
    }
}
