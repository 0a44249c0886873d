package io.flowlet.identity.http;

import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.Client;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.identity.SignIns;
import io.flowlet.identity.internal.AuthorizationRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page with the button that ends a person's session.
 *
 * <p>A link alone signs nobody out. The client and, if it is named, the address to return to must be registered; otherwise there is a page and
 * no redirect.
 */
@RestController
final class SignOutController {
    static final String PATH = "/signout";

    private final AuthorizationRequests requests;
    private final SignIns signIns;
    private final FormTokens forms;
    private final SignInPages pages;
    private final BrowserAnswers answers;

    SignOutController(
            AuthorizationRequests requests,
            SignIns signIns,
            FormTokens forms,
            SignInPages pages,
            BrowserAnswers answers) {
        this.requests = requests;
        this.signIns = signIns;
        this.forms = forms;
        this.pages = pages;
        this.answers = answers;
    }

    private record Leaving(Client client, SignInRegistration registration, Optional<RedirectUri> to) {}

    @GetMapping(PATH)
    ResponseEntity<String> show(HttpServletRequest request, HttpServletResponse response) {
        Optional<Leaving> leaving = read(request);
        if (leaving.isEmpty()) {
            return answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response);
        }
        String form = PATH + "?" + request.getQueryString();
        String html = pages.signOut(Optional.of(leaving.get().client()), form, forms.token(request, response, form));
        return answers.page(HttpStatus.OK, html, leaving.get().to().map(RedirectUri::origin), response);
    }

    @PostMapping(PATH)
    ResponseEntity<String> signOut(HttpServletRequest request, HttpServletResponse response) {
        Optional<Leaving> leaving = read(request);
        if (leaving.isEmpty()) {
            return answers.page(HttpStatus.BAD_REQUEST, pages.unanswerable(), Optional.empty(), response);
        }
        if (answers.isForeign(request) || !forms.isOwn(request, PATH + "?" + request.getQueryString())) {
            return answers.page(HttpStatus.FORBIDDEN, pages.foreign(), Optional.empty(), response);
        }
        Client client = leaving.get().client();
        var audience = leaving.get().registration().audience();
        answers.session(request, audience)
                .ifPresent(cookie -> signIns.signOut(
                        client, cookie, RequestAttributes.trace(request).orElseThrow()));
        answers.endSession(response, audience);
        return leaving.get()
                .to()
                .map(to -> answers.redirect(to.value()))
                .orElseGet(() -> answers.page(HttpStatus.OK, pages.signedOut(), Optional.empty(), response));
    }

    private Optional<Leaving> read(HttpServletRequest request) {
        if (request.getParameterMap().values().stream().anyMatch(values -> values.length != 1)) {
            return Optional.empty();
        }
        Optional<Client> client = requests.client(request.getParameter("client_id"));
        @Nullable String to = request.getParameter("post_signout_redirect_uri");
        return client.flatMap(known -> {
            SignInRegistration registration = Objects.requireNonNull(known.signIn());
            if (to == null) {
                return Optional.of(new Leaving(known, registration, Optional.empty()));
            }
            return registration.mayLeaveTo(to)
                    ? RedirectUri.parse(to).map(uri -> new Leaving(known, registration, Optional.of(uri)))
                    : Optional.empty();
        });
    }
}
