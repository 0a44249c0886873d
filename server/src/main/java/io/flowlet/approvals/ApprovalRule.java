package io.flowlet.approvals;

import io.flowlet.identity.StaffRole;
import io.flowlet.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who decides on requests of one kind. What a kind itself says is the least: a tenant's policy can ask for more people, for fewer roles or for
 * less time, never for less.
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

    /** The most people that a rule asks for. */
    public static final int MOST = 4;

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

    /** This and at least {@code people}. */
    ApprovalRule atLeast(int people) {
        return new ApprovalRule(kind, makers, clientsMake, checkers, Math.max(count, people), life);
    }

    /** This, decided by {@code roles}. */
    ApprovalRule checkedBy(Set<StaffRole> roles) {
        return new ApprovalRule(kind, makers, clientsMake, roles, count, life);
    }

    /**
     * This where it is stricter, and {@code asked} where that is.
     *
     * @param amounts what the request moves, one sum for each currency
     */
    public ApprovalRule raisedBy(TenantRule asked, List<Money> amounts) {
        Set<StaffRole> roles = narrowed(checkers, asked.checkers());
        int people = Math.max(count, asked.count());
        for (TenantRule.Tier tier : asked.reachedBy(amounts)) {
            roles = narrowed(roles, tier.checkers());
            people = Math.max(people, tier.count());
        }
        Duration shorter = asked.life().compareTo(life) < 0 ? asked.life() : life;
        return new ApprovalRule(
                kind, narrowed(makers, asked.makers()), clientsMake && asked.clientsMake(), roles, people, shorter);
    }

    /** Whether {@code other} lets something happen that this would not. */
    public boolean isStricterThan(ApprovalRule other) {
        return count > other.count
                || life.compareTo(other.life) < 0
                || (other.clientsMake && !clientsMake)
                || !makers.containsAll(other.makers)
                || !checkers.containsAll(other.checkers);
    }

    /** Those of {@code roles} that are asked for; all of them when that leaves none, since somebody has to decide. */
    static Set<StaffRole> narrowed(Set<StaffRole> roles, Set<StaffRole> asked) {
        Set<StaffRole> both = roles.stream().filter(asked::contains).collect(Collectors.toUnmodifiableSet());
        return both.isEmpty() ? roles : both;
    }

    /** How many persons must approve, so that at least two agreed whoever made the request. */
    int needed(boolean madeByPerson) {
        return madeByPerson ? count : count + 1;
    }
}
