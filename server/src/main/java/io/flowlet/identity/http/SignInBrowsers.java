package io.flowlet.identity.http;

import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.Client;
import io.flowlet.identity.Session;
import io.flowlet.identity.SignInBrowser;
import io.flowlet.identity.internal.Secrets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Reads the browser in which somebody signs in, and gives it its cookies. Thread-safe. */
@Component
final class SignInBrowsers {
    private final BrowserAnswers answers;
    private final Secrets secrets;

    SignInBrowsers(BrowserAnswers answers, Secrets secrets) {
        this.answers = answers;
        this.secrets = secrets;
    }

    SignInBrowser read(Client client, HttpServletRequest request) {
        return new SignInBrowser(
                client,
                RequestAttributes.clientAddress(request),
                Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT)),
                answers.session(request, Objects.requireNonNull(client.signIn()).audience()),
                answers.device(request).orElseGet(secrets::newSecret),
                RequestAttributes.trace(request).orElseThrow());
    }

    /** The session has begun in {@code browser}. */
    void signedIn(SignInBrowser browser, Session session, String cookie, HttpServletResponse response) {
        answers.setSession(response, session.audience(), cookie);
        answers.setDevice(response, browser.device());
    }
}
