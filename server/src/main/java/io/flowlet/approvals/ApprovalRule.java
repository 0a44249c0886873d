package io.flowlet.approvals;

import io.flowlet.identity.StaffRole;
import java.time.Duration;
import java.util.Set;

/**
 * Who decides on requests of one kind.
 *
 * @param kind {@code noun.verb}; stands in rows and events and is never reused
 * @param makers the roles of people who may make one
 * @param clientsMake whether a client may, too; no person stands behind its request, so one more must approve it
 * @param checkers the roles of people who may decide
 * @param count how many of them must approve what a person made, 1 to 4
 * @param life how long a request waits for them, up to 90 days
 */
public record ApprovalRule(
        String kind, Set<StaffRole> makers, boolean clientsMake, Set<StaffRole> checkers, int count, Duration life) {
    /** How long a request waits unless its kind has a reason for something else. */
    public static final Duration USUAL_LIFE = Duration.ofDays(7);

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

    /** What one person of {@code makers} wants and another of {@code checkers} agrees to within the usual time. */
    static ApprovalRule twoPeople(String kind, Set<StaffRole> makers, Set<StaffRole> checkers) {
        return new ApprovalRule(kind, makers, false, checkers, 1, USUAL_LIFE);
    }

    /** How many persons must approve, so that at least two agreed whoever made the request. */
    int needed(boolean madeByPerson) {
        return madeByPerson ? count : count + 1;
    }
}
