package io.flowlet.approvals;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a request is. Only {@link #OPEN} and {@link #APPROVED} are left again.
 *
 * <p>The last approval applies the change in its own transaction; of a {@link CarriedOutLater} kind alone there is something between agreed to
 * and done.
 */
public enum ApprovalState {
    /** Waits for its checkers. */
    OPEN,
    /** Everybody who was needed approved, and its effect, which has a transaction of its own, follows. */
    APPROVED,
    /** Everybody who was needed approved, and it was done. */
    APPLIED,
    /** Everybody who was needed approved, but by then it could not be done any more; nothing was. */
    FAILED,
    /** A checker said no. */
    REJECTED,
    /** Its maker took it back. */
    WITHDRAWN,
    /** Nobody decided in time. */
    EXPIRED;

    public static Optional<ApprovalState> of(String code) {
        return Arrays.stream(values())
                .filter(state -> state.code().equals(code))
                .findFirst();
    }

    /** As stored and as the API shows it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
