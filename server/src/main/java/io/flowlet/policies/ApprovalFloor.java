package io.flowlet.policies;

import io.flowlet.approvals.ApprovalRule;
import io.flowlet.approvals.TenantRule;
import io.flowlet.identity.StaffRole;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The least that a kind of request asks for, against which a tenant's rule for it is checked.
 *
 * @param rule the kind's own
 * @param movesMoney whether its requests say an amount
 */
record ApprovalFloor(ApprovalRule rule, boolean movesMoney) {
    static final int LONGEST_HOURS = 90 * 24;
    static final int MOST_TIERS = 20;

    private static final String CHECKERS = "checkers";
    private static final String COUNT = "count";
    private static final String TIERS = "tiers";
    private static final String BELOW_FLOOR = "below_floor";

    /** Notes in {@code body} wherever {@code asked} asks for less. */
    void check(PolicyBody body, TenantRule asked) {
        if (!rule.makers().containsAll(asked.makers())) {
            body.fault("makers", BELOW_FLOOR, "A role may make only what its kind allows it.");
        }
        if (asked.clientsMake() && !rule.clientsMake()) {
            body.fault("clients_make", BELOW_FLOOR, "No client makes requests of this kind.");
        }
        if (!rule.checkers().containsAll(asked.checkers())) {
            body.fault(CHECKERS, BELOW_FLOOR, "A role may decide only what its kind allows it.");
        }
        if (asked.count() < rule.count()) {
            body.fault(COUNT, BELOW_FLOOR, "This kind needs at least %d.".formatted(rule.count()));
        }
        if (asked.life().compareTo(rule.life()) > 0) {
            body.fault(
                    "life_hours",
                    BELOW_FLOOR,
                    "A request of this kind waits for at most %d hours."
                            .formatted(rule.life().toHours()));
        }
        checkTiers(body, asked);
    }

    private void checkTiers(PolicyBody body, TenantRule asked) {
        if (!movesMoney && !asked.tiers().isEmpty()) {
            body.fault(TIERS, "no_amount", "Requests of this kind say no amount.");
        }
        Map<Currency, TenantRule.Tier> last = new HashMap<>();
        Set<StaffRole> common = new HashSet<>(asked.checkers());
        for (TenantRule.Tier tier : asked.tiers()) {
            TenantRule.Tier below = last.put(tier.above().currency(), tier);
            if (below != null && tier.above().minor() <= below.above().minor()) {
                body.fault(TIERS, "not_rising", "The tiers of a currency rise.");
            }
            if (tier.count() < (below == null ? asked.count() : below.count())) {
                body.fault(TIERS, BELOW_FLOOR, "A higher tier needs no fewer people than what is below it.");
            }
            if (!(below == null ? asked.checkers() : below.checkers()).containsAll(tier.checkers())) {
                body.fault(TIERS, BELOW_FLOOR, "A higher tier allows no role that may not decide below it.");
            }
            common.retainAll(tier.checkers());
        }
        if (common.isEmpty() && !asked.checkers().isEmpty()) {
            body.fault(TIERS, "no_common_role", "Some role decides in every tier, or nobody could in several at once.");
        }
    }

    /** The roles that a list names; one that names none is a fault. */
    static Set<StaffRole> roles(PolicyBody body, String name) {
        List<String> codes = body.texts(name, 1, StaffRole.values().length);
        if (codes.stream().anyMatch(code -> StaffRole.of(code).isEmpty())) {
            body.fault(name, "unknown_role", "A role is analyst, officer, admin or auditor.");
        }
        return StaffRole.named(codes);
    }

    /**
     * Amounts among which there is one for every answer that two rules of one kind can give: none, at and above each tier, and one in a currency
     * that neither names.
     */
    static List<List<Money>> steps(Optional<TenantRule> one, Optional<TenantRule> other) {
        List<Money> bounds = Stream.concat(one.stream(), other.stream())
                .flatMap(rule -> rule.tiers().stream())
                .map(TenantRule.Tier::above)
                .toList();
        List<List<Money>> steps = new ArrayList<>();
        steps.add(List.of());
        for (Money bound : bounds) {
            steps.add(List.of(Money.zero(bound.currency())));
            steps.add(List.of(bound));
            steps.add(List.of(new Money(
                    bound.currency(), Math.max(bound.minor(), bound.minor() + 1)))); // none above the greatest
        }
        Currency.all().stream()
                .filter(currency ->
                        bounds.stream().noneMatch(bound -> bound.currency().equals(currency)))
                .findFirst()
                .filter(none -> !bounds.isEmpty())
                .ifPresent(unnamed -> steps.add(List.of(Money.zero(unnamed))));
        return steps;
    }
}
