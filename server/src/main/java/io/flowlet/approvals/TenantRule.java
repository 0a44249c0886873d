package io.flowlet.approvals;

import io.flowlet.identity.StaffRole;
import io.flowlet.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What one tenant asks for of requests of one kind. It counts only where it is stricter than the kind's own rule: see
 * {@link ApprovalRule#raisedBy}.
 *
 * @param makers the roles of people who may make one
 * @param clientsMake whether a client may, too
 * @param checkers the roles of people who may decide
 * @param count how many of them must approve what a person made
 * @param life how long a request waits for them
 * @param tiers what is asked for beside, by amount; none for a kind that moves no money
 */
public record TenantRule(
        String kind,
        Set<StaffRole> makers,
        boolean clientsMake,
        Set<StaffRole> checkers,
        int count,
        Duration life,
        List<Tier> tiers) {
    public TenantRule {
        makers = Set.copyOf(makers);
        checkers = Set.copyOf(checkers);
        tiers = List.copyOf(tiers);
    }

    /** What is asked for of whatever moves more than {@code above}. */
    public record Tier(Money above, Set<StaffRole> checkers, int count) {
        public Tier {
            checkers = Set.copyOf(checkers);
        }

        private boolean isReachedBy(Money amount) {
            return above.currency().equals(amount.currency()) && amount.minor() > above.minor();
        }
    }

    /** The tiers that {@code amounts}, one of a currency, are above; in a currency that no tier names every amount is above all of them. */
    List<Tier> reachedBy(List<Money> amounts) {
        boolean unnamed = amounts.stream()
                .anyMatch(amount ->
                        tiers.stream().noneMatch(tier -> tier.above().currency().equals(amount.currency())));
        return unnamed
                ? tiers
                : tiers.stream()
                        .filter(tier -> amounts.stream().anyMatch(tier::isReachedBy))
                        .toList();
    }
}
