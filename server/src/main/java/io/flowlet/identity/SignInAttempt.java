package io.flowlet.identity;

/**
 * A person at the sign-in page of a client.
 *
 * @param email as typed
 * @param password as typed
 */
public record SignInAttempt(SignInBrowser browser, String email, String password) {
    Client client() {
        return browser.client();
    }

    SignInRegistration registration() {
        SignInRegistration registration = client().signIn();
        if (registration == null) {
            throw new IllegalArgumentException("this client lets nobody sign in");
        }
        return registration;
    }

    @Override
    public String toString() {
        return "SignInAttempt[" + client().clientId() + "]";
    }
}
