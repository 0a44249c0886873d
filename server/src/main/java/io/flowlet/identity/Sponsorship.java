package io.flowlet.identity;

import io.flowlet.audit.AuditEvent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One act by which an account became what it is.
 *
 * @param by public name of the credential that wanted it
 * @param approvedBy public names of the other people who agreed; empty if nobody did
 * @param approval public id of the request that they agreed to; null if there was none, or it was not recorded yet
 */
public record Sponsorship(
        Act act,
        String by,
        Set<String> approvedBy,
        @Nullable String approval) {
    /** {@code by} of a client that was made before that was recorded: anybody. */
    public static final String UNKNOWN = "unknown";

    /** What was done for the account. */
    public enum Act {
        /** It was made: whoever invited the person held the link. */
        CREATED,
        /** It was given roles, which tells nobody a secret. */
        ROLES,
        /** Its password or factor was set anew by somebody else. */
        RESET,
        /** Nobody did anything: {@code by} has the same mailbox, so that both are one person. Never stored. */
        SAME_MAILBOX
    }

    public Sponsorship {
        approvedBy = Set.copyOf(approvedBy);
    }

    /** One of which no request is known. */
    public Sponsorship(Act act, String by, Set<String> approvedBy) {
        this(act, by, approvedBy, null);
    }

    /** {@code event} with who wanted this, and the request that others agreed to. */
    AuditEvent on(AuditEvent event) {
        AuditEvent named = event.with("made_by", by);
        return approval == null ? named : named.with("approval", approval);
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
