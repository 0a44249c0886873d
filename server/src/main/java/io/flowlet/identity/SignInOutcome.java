package io.flowlet.identity;

/** What came of an e-mail address and a password. */
public sealed interface SignInOutcome {
    /**
     * The person is signed in.
     *
     * @param cookie the session's secret, for the browser alone
     */
    record SignedIn(Session session, String cookie) implements SignInOutcome {
        @Override
        public String toString() {
            return "SignedIn[" + session + "]";
        }
    }

    /** Unknown address, wrong password or disabled account: told apart nowhere outside of the audit log. */
    record WrongCredentials() implements SignInOutcome {}

    /** Wrong too often from this network; nothing was compared. */
    record TooManyAttempts(int retryAfterSeconds) implements SignInOutcome {}
}
