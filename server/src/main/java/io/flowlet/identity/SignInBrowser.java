package io.flowlet.identity;

import io.flowlet.actor.Trace;
import io.flowlet.http.ClientAddress;
import java.util.Optional;

/**
 * The browser in which somebody signs in at a client.
 *
 * @param client with a {@link Client#signIn()}
 * @param userAgent what the browser calls itself
 * @param previous the cookie of an earlier session in the same browser, which ends when this one begins
 * @param device the secret by which the browser is known again; new if it had none
 */
public record SignInBrowser(
        Client client,
        ClientAddress address,
        Optional<String> userAgent,
        Optional<String> previous,
        String device,
        Trace trace) {
    @Override
    public String toString() {
        return "SignInBrowser[" + client.clientId() + "]";
    }
}
