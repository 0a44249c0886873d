package io.flowlet.client.session;

/** The server did not answer when a token had to be renewed; nothing was asked of the API yet. */
public final class SignInUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SignInUnavailable(Throwable cause) {
        super("no token to be had now", cause);
    }
}
