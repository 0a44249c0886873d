package io.flowlet.approvals;

import io.flowlet.identity.StaffRole;
import java.time.Duration;
import java.util.Set;

/**
 * Who decides on requests of one kind.
 *
 * @param makers the roles of people who may make one
 * @param clientsMake whether a client may, too; no person stands behind its request, so one more must approve it
 * @param checkers the roles of people who may decide
 * @param count how many of them must approve what a person made, 1 to 4
 * @param life how long a request waits for them, up to 90 days
 */
public record ApprovalRule(
        Set<StaffRole> makers, boolean clientsMake, Set<StaffRole> checkers, int count, Duration life) {
    private static final int MOST = 4;
    private static final Duration LONGEST = Duration.ofDays(90);

    public ApprovalRule {
        makers = Set.copyOf(makers);
        checkers = Set.copyOf(checkers);
        if (checkers.isEmpty() || count < 1 || count > MOST) {
            throw new IllegalArgumentException("one to four people of some role decide");
        }
        if (!life.isPositive() || life.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a request waits for 90 days at most");
        }
    }

    /** How many persons must approve, so that at least two agreed whoever made the request. */
    int needed(boolean madeByPerson) {
        return madeByPerson ? count : count + 1;
    }
}
