package io.flowlet.identity.http;

import io.flowlet.actor.Trace;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignOuts;
import io.flowlet.identity.internal.AuthorizationRequests;
import io.flowlet.identity.internal.IdTokens;
import io.flowlet.identity.internal.OAuthPaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A client asks to sign a person out.
 *
 * <p>Who brings an ID token of the browser's own session, or of one that this browser knows nothing of, is believed: that session ends at once. Otherwise the
 * person is asked. The address to return to is one that the client registered for this, character for character; when anything is in doubt, a wrong
 * hint or address among it, nothing ends and there is a page instead of a redirect.
 *
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout">OpenID Connect RP-Initiated Logout, 2</a>
 */
@RestController
final class LogoutController {
    private static final int LONGEST_QUERY = 6_000;
    private static final int LONGEST_STATE = 512;

    private final AuthorizationRequests requests;
    private final IdTokens idTokens;
    private final SignOuts signOuts;
    private final FormTokens forms;
    private final SignInPages pages;
    private final BrowserAnswers answers;

    LogoutController(
            AuthorizationRequests requests,
            IdTokens idTokens,
            SignOuts signOuts,
            FormTokens forms,
            SignInPages pages,
            BrowserAnswers answers) {
        this.requests = requests;
        this.idTokens = idTokens;
        this.signOuts = signOuts;
        this.forms = forms;
        this.pages = pages;
        this.answers = answers;
    }

    /**
     * A request that nothing is wrong with.
     *
     * @param to with the client's state
     */
    private record Leaving(
            Optional<Client> client, Optional<IdTokens.Hint> hint, Optional<RedirectUri> to, String state) {
        List<Audience> audiences() {
            return client.flatMap(known -> Optional.ofNullable(known.signIn()))
                    .map(persons -> List.of(persons.audience()))
                    .orElse(List.of(Audience.values()));
        }
    }

    @GetMapping(OAuthPaths.LOGOUT)
    ResponseEntity<String> ask(HttpServletRequest request, HttpServletResponse response) {
        Optional<Leaving> read = read(request);
        if (read.isEmpty()) {
            return answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response);
        }
        Leaving leaving = read.get();
        List<String> open = sessions(leaving, request);
        boolean believed = leaving.hint()
                .filter(hint -> open.isEmpty() || open.equals(List.of(hint.session())))
                .isPresent();
        if (believed || open.isEmpty()) {
            leaving.hint().ifPresent(hint -> signOuts.end(hint, trace(request)));
            return left(leaving, request, response);
        }
        String form = OAuthPaths.LOGOUT + "?" + request.getQueryString();
        String html = pages.signOut(leaving.client(), form, forms.token(request, response, form));
        return answers.page(HttpStatus.OK, html, leaving.to().map(RedirectUri::origin), response);
    }

    /** The person's yes, or a client's request by another site's form, with which the browser sends no cookies of ours: it goes on as a GET. */
    @PostMapping(OAuthPaths.LOGOUT)
    ResponseEntity<String> decide(HttpServletRequest request, HttpServletResponse response) {
        if (request.getParameter(FormTokens.FIELD) == null) {
            String query = request.getParameterMap().entrySet().stream()
                    .flatMap(each -> Arrays.stream(each.getValue())
                            .map(value -> AuthorizationReplies.encoded(each.getKey(), value)))
                    .collect(Collectors.joining("&"));
            return query.length() > LONGEST_QUERY
                    ? answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response)
                    : answers.redirect(OAuthPaths.LOGOUT + "?" + query);
        }
        Optional<Leaving> leaving = read(request);
        if (leaving.isEmpty()) {
            return answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response);
        }
        if (answers.isForeign(request) || !forms.isOwn(request, OAuthPaths.LOGOUT + "?" + request.getQueryString())) {
            return answers.page(HttpStatus.FORBIDDEN, pages.foreign(), Optional.empty(), response);
        }
        return left(leaving.get(), request, response);
    }

    /** Ends what the browser still has, and sends it on. */
    private ResponseEntity<String> left(Leaving leaving, HttpServletRequest request, HttpServletResponse response) {
        for (Audience audience : leaving.audiences()) {
            answers.session(request, audience).ifPresent(cookie -> {
                signOuts.end(cookie, trace(request));
                answers.endSession(response, audience);
            });
        }
        return leaving.to()
                .map(to -> answers.redirect(
                        leaving.state().isEmpty()
                                ? to.value()
                                : to.with(AuthorizationReplies.encoded("state", leaving.state()))))
                .orElseGet(() -> answers.page(HttpStatus.OK, pages.signedOut(), Optional.empty(), response));
    }

    private List<String> sessions(Leaving leaving, HttpServletRequest request) {
        return leaving.audiences().stream()
                .flatMap(audience -> answers.session(request, audience).stream())
                .flatMap(cookie -> signOuts.nameOf(cookie).stream())
                .toList();
    }

    private Optional<Leaving> read(HttpServletRequest request) {
        if (request.getParameterMap().values().stream().anyMatch(values -> values.length != 1)) {
            return Optional.empty();
        }
        @Nullable String sent = given(request, "id_token_hint");
        Optional<IdTokens.Hint> hint = Optional.ofNullable(sent).flatMap(idTokens::read);
        @Nullable String named = given(request, "client_id");
        @Nullable String clientId = hint.map(IdTokens.Hint::audience).orElse(named);
        Optional<Client> client = requests.client(clientId);
        boolean sound = (sent == null || hint.isPresent())
                && (named == null || named.equals(clientId))
                && (clientId == null || client.isPresent());
        @Nullable String address = given(request, "post_logout_redirect_uri");
        Optional<RedirectUri> to = client.flatMap(known -> known.security().logout().redirectUris().stream()
                .filter(uri -> uri.value().equals(address))
                .findFirst());
        String state = Optional.ofNullable(given(request, "state")).orElse("");
        return sound && (address == null || to.isPresent()) && state.length() <= LONGEST_STATE
                ? Optional.of(new Leaving(client, hint, to, state))
                : Optional.empty();
    }

    private static @Nullable String given(HttpServletRequest request, String name) {
        @Nullable String value = request.getParameter(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static Trace trace(HttpServletRequest request) {
        return RequestAttributes.trace(request).orElseThrow();
    }
}
