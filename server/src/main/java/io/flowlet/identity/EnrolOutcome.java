package io.flowlet.identity;

import java.util.List;

/** What came of setting up an authenticator app. */
public sealed interface EnrolOutcome {
    /** It counts from now on, and these recovery codes are shown this once. */
    record Enrolled(List<String> recoveryCodes) implements EnrolOutcome {
        public Enrolled {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        @Override
        public String toString() {
            return "Enrolled[…]";
        }
    }

    /** The code is not of the secret that was offered. */
    record Wrong() implements EnrolOutcome {}

    /** Nobody waits here to set one up. */
    record Gone() implements EnrolOutcome {}
}
