package io.flowlet.policies;

import io.flowlet.actor.TenantId;
import io.flowlet.approvals.ApprovalKind;
import io.flowlet.approvals.ApprovalRule;
import io.flowlet.approvals.MovesMoney;
import io.flowlet.approvals.TenantRule;
import io.flowlet.approvals.TenantRules;
import io.flowlet.http.FieldFault;
import io.flowlet.identity.StaffRole;
import io.flowlet.money.Money;
import io.flowlet.policies.internal.PolicyRows;
import io.flowlet.tlog.CanonicalJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * {@code approvals}: who decides on what, for how long, and how many above which amount. The rules of the kinds themselves are the least; a body
 * that asks for less is refused. Thread-safe.
 */
@Component
final class ApprovalsPolicy implements PolicyKind, TenantRules {
    static final String NAME = "approvals";

    private static final String RULES = "rules";
    private static final String KIND = "kind";
    private static final String MAKERS = "makers";
    private static final String CLIENTS_MAKE = "clients_make";
    private static final String CHECKERS = "checkers";
    private static final String COUNT = "count";
    private static final String LIFE = "life_hours";
    private static final String TIERS = "tiers";

    /** Asked for when they are needed: one of them publishes policies. */
    private final ObjectProvider<ApprovalKind> kinds;

    private final PolicyRows rows;
    private final Clock clock;

    ApprovalsPolicy(ObjectProvider<ApprovalKind> kinds, PolicyRows rows, Clock clock) {
        this.kinds = kinds;
        this.rows = rows;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<FieldFault> check(
            Map<String, @Nullable Object> members, @Nullable Map<String, @Nullable Object> before) {
        PolicyBody body = PolicyBody.of(members);
        Map<String, ApprovalKind> known = known();
        Set<String> seen = new HashSet<>();
        for (PolicyBody rule : body.objects(RULES, 0, known.size())) {
            TenantRule asked = read(rule);
            ApprovalKind kind = known.get(asked.kind());
            if (kind == null) {
                rule.fault(KIND, "unknown_kind", "There are no requests of this kind.");
            } else {
                if (!seen.add(asked.kind())) {
                    rule.fault(KIND, "duplicate_kind", "A kind has one rule.");
                }
                new ApprovalFloor(kind.rule(), kind instanceof MovesMoney).check(rule, asked);
            }
        }
        return body.faults();
    }

    private static TenantRule read(PolicyBody rule) {
        String kind = rule.text(KIND, 81);
        Set<StaffRole> makers = ApprovalFloor.roles(rule, MAKERS);
        boolean clientsMake = rule.flag(CLIENTS_MAKE, false);
        Set<StaffRole> checkers = ApprovalFloor.roles(rule, CHECKERS);
        int count = rule.number(COUNT, 1, ApprovalRule.MOST);
        Duration life = Duration.ofHours(rule.number(LIFE, 1, ApprovalFloor.LONGEST_HOURS));
        List<TenantRule.Tier> tiers = rule.objects(TIERS, 0, ApprovalFloor.MOST_TIERS).stream()
                .map(tier -> new TenantRule.Tier(
                        tier.money("above"),
                        ApprovalFloor.roles(tier, CHECKERS),
                        tier.number(COUNT, 1, ApprovalRule.MOST)))
                .toList();
        return new TenantRule(kind, makers, clientsMake, checkers, count, life, tiers);
    }

    /** What the kinds themselves say. */
    @Override
    public String initial() {
        List<Map<String, ?>> rules = known().values().stream()
                .map(ApprovalKind::rule)
                .sorted(Comparator.comparing(ApprovalRule::kind))
                .<Map<String, ?>>map(rule -> Map.of(
                        KIND, rule.kind(),
                        MAKERS, codes(rule.makers()),
                        CLIENTS_MAKE, rule.clientsMake(),
                        CHECKERS, codes(rule.checkers()),
                        COUNT, rule.count(),
                        LIFE, rule.life().toHours()))
                .toList();
        return CanonicalJson.write(Map.of(RULES, rules));
    }

    @Override
    public Optional<InForce> inForce(TenantId tenant) {
        return current(tenant).map(version -> new InForce(version.version(), rules(version.members())));
    }

    /** What the version in force says; nothing in a tenant without one. */
    Map<String, @Nullable Object> said(TenantId tenant) {
        return current(tenant).map(PolicyVersion::members).orElse(Map.of());
    }

    private Optional<PolicyVersion> current(TenantId tenant) {
        Instant now = clock.instant();
        return rows.fromCurrentOn(tenant, NAME, now).stream()
                .filter(version -> !version.effectiveAt().isAfter(now))
                .findFirst();
    }

    private static List<TenantRule> rules(Map<String, @Nullable Object> members) {
        return PolicyBody.of(members).objects(RULES, 0, Integer.MAX_VALUE).stream()
                .map(ApprovalsPolicy::read)
                .toList();
    }

    /**
     * How many people have to agree that {@code after} takes {@code before}'s place: as many as before wanted for whatever could happen more
     * easily after, so that no fewer lower the bar than stand behind it.
     */
    int fewest(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        Map<String, TenantRule> old = byKind(before);
        Map<String, TenantRule> next = byKind(after);
        return known().values().stream()
                .mapToInt(kind -> fewest(
                        kind.rule(),
                        Optional.ofNullable(old.get(kind.rule().kind())),
                        Optional.ofNullable(next.get(kind.rule().kind()))))
                .max()
                .orElse(1);
    }

    private static int fewest(ApprovalRule floor, Optional<TenantRule> before, Optional<TenantRule> after) {
        int people = 1;
        for (List<Money> amounts : ApprovalFloor.steps(before, after)) {
            ApprovalRule old =
                    before.map(asked -> floor.raisedBy(asked, amounts)).orElse(floor);
            ApprovalRule next =
                    after.map(asked -> floor.raisedBy(asked, amounts)).orElse(floor);
            if (old.isStricterThan(next)) {
                people = Math.max(people, old.count());
            }
        }
        return people;
    }

    private static Map<String, TenantRule> byKind(Map<String, @Nullable Object> members) {
        // of a kind that stands twice, which check() refuses, any will do
        return members.isEmpty()
                ? Map.of()
                : rules(members).stream()
                        .collect(Collectors.toMap(TenantRule::kind, Function.identity(), (one, other) -> one));
    }

    private Map<String, ApprovalKind> known() {
        return kinds.stream()
                .collect(Collectors.toUnmodifiableMap(kind -> kind.rule().kind(), Function.identity()));
    }

    private static List<String> codes(Collection<StaffRole> roles) {
        return roles.stream().map(StaffRole::code).sorted().toList();
    }
}
