package io.flowlet.client.session;

/** The sign-in behind a session has ended at the server. */
public final class SignInAgain extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Audience audience;

    SignInAgain(Audience audience) {
        super("signed out at the server");
        this.audience = audience;
    }

    public Audience audience() {
        return audience;
    }
}
