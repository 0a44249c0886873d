package io.flowlet.identity;

/** What came of the second step of a sign-in. */
public sealed interface CodeOutcome {
    /**
     * The person is signed in.
     *
     * @param cookie the session's secret, for the browser alone
     */
    record SignedIn(Session session, String cookie) implements CodeOutcome {
        @Override
        public String toString() {
            return "SignedIn[" + session + "]";
        }
    }

    /** Not a code of now, one that was used, or none of the person's recovery codes: told apart nowhere. */
    record Wrong() implements CodeOutcome {}

    /** Wrong too often; nothing was compared. */
    record Blocked(int retryAfterSeconds) implements CodeOutcome {}

    /** No sign-in waits here any more: it took too long, was finished, or the account changed meanwhile. */
    record Gone() implements CodeOutcome {}
}
