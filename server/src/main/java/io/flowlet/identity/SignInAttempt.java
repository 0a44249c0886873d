package io.flowlet.identity;

import io.flowlet.actor.Trace;
import io.flowlet.http.ClientAddress;
import java.util.Optional;

/**
 * A person at the sign-in page of a client.
 *
 * @param client with a {@link Client#signIn()}
 * @param email as typed
 * @param password as typed
 * @param userAgent what the browser calls itself
 * @param previous the cookie of an earlier session in the same browser, which ends when this one begins
 */
public record SignInAttempt(
        Client client,
        String email,
        String password,
        ClientAddress address,
        Optional<String> userAgent,
        Optional<String> previous,
        Trace trace) {
    SignInRegistration registration() {
        SignInRegistration registration = client.signIn();
        if (registration == null) {
            throw new IllegalArgumentException("this client lets nobody sign in");
        }
        return registration;
    }

    SignInBrowser browser() {
        return new SignInBrowser(client, address, userAgent, previous, trace);
    }

    @Override
    public String toString() {
        return "SignInAttempt[" + client.clientId() + "]";
    }
}
