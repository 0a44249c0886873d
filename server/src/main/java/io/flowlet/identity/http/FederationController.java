package io.flowlet.identity.http;

import io.flowlet.actor.Trace;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.FederatedSignIns;
import io.flowlet.identity.FederatedSignIns.Start;
import io.flowlet.identity.FederationReturn;
import io.flowlet.identity.FederationReturn.Why;
import io.flowlet.identity.FederationReturns;
import io.flowlet.identity.SignInBrowser;
import io.flowlet.identity.StaffProviders;
import io.flowlet.identity.internal.AuthorizationRequest;
import io.flowlet.identity.internal.SessionStarts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /signin/provider}: staff that signs in by the tenant's identity provider.
 *
 * <p>Three steps, each a GET: to the provider with the app's query; back from it, where everything is judged; and on to the app with the query again,
 * where the session begins. Refusals of the second, in this order: browser or {@code state} (400), provider away (503), all others (403).
 */
@RestController
final class FederationController {
    static final String PATH = "/signin/provider";
    private static final String DONE = PATH + "/done";

    private final SignInController signIn;
    private final FederatedSignIns federated;
    private final FederationReturns returns;
    private final FederationPages pages;
    private final BrowserAnswers answers;
    private final SignInBrowsers browsers;

    FederationController(
            SignInController signIn,
            FederatedSignIns federated,
            FederationReturns returns,
            FederationPages pages,
            BrowserAnswers answers,
            SignInBrowsers browsers) {
        this.signIn = signIn;
        this.federated = federated;
        this.returns = returns;
        this.pages = pages;
        this.answers = answers;
        this.browsers = browsers;
    }

    @GetMapping(PATH)
    ResponseEntity<String> start(HttpServletRequest request, HttpServletResponse response) {
        return signIn.judged(request, response, asked -> {
            String page = SignInController.PATH + "?" + request.getQueryString();
            // another site sends nobody to the provider, and no page may be shown where none is wanted
            return answers.isForeign(request) || asked.signIn().silent()
                    ? answers.redirect(page)
                    : start(asked, request, response);
        });
    }

    private ResponseEntity<String> start(
            AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        String query = Objects.requireNonNull(request.getQueryString());
        var wanted = new FederatedSignIns.Asked(
                query, asked.signIn().again(), asked.signIn().maxAge());
        return switch (federated.start(asked.client(), wanted)) {
            case Start.Sent(URI location, String cookie) -> {
                answers.setFederation(response, cookie);
                yield answers.redirect(location.toString());
            }
            case Start.NotOffered() -> answers.redirect(SignInController.PATH + "?" + query);
            case Start.Away() -> refused(Why.AWAY, query, response);
        };
    }

    @GetMapping(StaffProviders.RETURN + "{tenant}")
    ResponseEntity<String> back(HttpServletRequest request, HttpServletResponse response, @PathVariable String tenant) {
        var from = new FederationReturns.From(
                answers.federation(request).orElse(""), RequestAttributes.clientAddress(request), trace(request));
        var brought = new FederationReturns.Brought(
                tenant,
                single(request, "state"),
                single(request, "code"),
                single(request, "iss"),
                single(request, "error"));
        return switch (returns.judge(from, brought)) {
            case FederationReturn.Admitted(String query) -> answers.redirect(DONE + "?" + query);
            case FederationReturn.Gone() -> gone(response);
            case FederationReturn.Refused(Why why, String query) -> {
                answers.endFederation(response);
                yield refused(why, query, response);
            }
        };
    }

    @GetMapping(DONE)
    ResponseEntity<String> done(HttpServletRequest request, HttpServletResponse response) {
        return signIn.judged(request, response, asked -> {
            SignInBrowser browser = browsers.read(asked.client(), request);
            Optional<SessionStarts.Begun> begun = answers.federation(request)
                    .flatMap(cookie ->
                            federated.finish(browser, cookie, Objects.requireNonNull(request.getQueryString())));
            answers.endFederation(response);
            if (begun.isEmpty()) {
                return gone(response);
            }
            browsers.signedIn(browser, begun.get().session(), begun.get().cookie(), response);
            return signIn.signedIn(asked, begun.get().session(), request, response);
        });
    }

    private ResponseEntity<String> gone(HttpServletResponse response) {
        return answers.page(HttpStatus.BAD_REQUEST, pages.gone(), Optional.empty(), response);
    }

    private ResponseEntity<String> refused(Why why, String query, HttpServletResponse response) {
        HttpStatus status = why == Why.AWAY ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.FORBIDDEN;
        return answers.page(
                status, pages.refused(why, SignInController.PATH + "?" + query), Optional.empty(), response);
    }

    // of two of one name one was planted, and which of them nobody can tell
    private static String single(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values != null && values.length == 1 ? values[0] : "";
    }

    private static Trace trace(HttpServletRequest request) {
        return RequestAttributes.trace(request).orElseThrow();
    }
}
