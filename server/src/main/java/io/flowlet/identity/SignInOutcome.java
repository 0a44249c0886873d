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

    /**
     * The password was right, and a code of the second factor is still to come.
     *
     * @param cookie of the sign-in that waits, for the browser alone
     */
    record CodeNeeded(String cookie) implements SignInOutcome {
        @Override
        public String toString() {
            return "CodeNeeded[…]";
        }
    }

    /**
     * The password was right, and the person must set a second factor up before anything else.
     *
     * @param cookie as of {@link CodeNeeded}
     */
    record FactorNeeded(String cookie) implements SignInOutcome {
        @Override
        public String toString() {
            return "FactorNeeded[…]";
        }
    }

    /** Unknown address, wrong password or disabled account: told apart nowhere outside of the audit log. */
    record WrongCredentials() implements SignInOutcome {}

    /** Wrong too often from this network; nothing was compared. */
    record TooManyAttempts(int retryAfterSeconds) implements SignInOutcome {}
}
