package io.flowlet.identity;

import java.util.Set;

/**
 * One act by which an account became what it is.
 *
 * @param by public name of the credential that wanted it
 * @param approvedBy public names of the other people who agreed; empty if nobody did
 */
public record Sponsorship(Act act, String by, Set<String> approvedBy) {
    /** {@code by} of a client that was made before that was recorded: anybody. */
    public static final String UNKNOWN = "unknown";

    /** What was done for the account. */
    public enum Act {
        /** It was made: whoever invited the person held the link. */
        CREATED,
        /** It was given roles, which tells nobody a secret. */
        ROLES,
        /** Its password or factor was set anew by somebody else. */
        RESET
    }

    public Sponsorship {
        approvedBy = Set.copyOf(approvedBy);
    }

    /** Whether nobody else agreed. */
    public boolean isAlone() {
        return approvedBy.isEmpty();
    }

    /** Whether {@code by} could act as the account: it held what opens the account, or gave it what it is, alone. */
    public boolean isOwed() {
        return isAlone() || act != Act.ROLES;
    }
}
