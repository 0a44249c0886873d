package io.flowlet.identity;

/** What came of a browser that an identity provider sent back. */
public sealed interface FederationReturn {
    /**
     * The person is one of the staff, and the session can begin.
     *
     * @param query of the app's request
     */
    record Admitted(String query) implements FederationReturn {
        @Override
        public String toString() {
            return "Admitted[…]";
        }
    }

    /** Nobody in this browser was on the way to a provider, or not recently, or came back before. */
    record Gone() implements FederationReturn {}

    /**
     * Nobody is signed in, and may try again.
     *
     * @param query as of {@link Admitted}
     */
    record Refused(Why why, String query) implements FederationReturn {
        @Override
        public String toString() {
            return "Refused[" + why + "]";
        }
    }

    /** What the person is told. */
    enum Why {
        /** The person, or the provider, did not want to. */
        CANCELLED,
        /** The provider does not answer. */
        AWAY,
        /** What the provider says is not as it must be. */
        DISBELIEVED,
        /** The person signed in there too weakly, or too long ago. */
        TOO_WEAK,
        /** There is no such account, or it is disabled, somebody else's or not of the provider's domains: told apart nowhere outside of the audit log. */
        NOT_ADMITTED
    }
}
