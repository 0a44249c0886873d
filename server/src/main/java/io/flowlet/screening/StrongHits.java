package io.flowlet.screening;

import io.flowlet.actor.TenantId;
import io.flowlet.http.FieldFault;
import io.flowlet.policies.Policies;
import io.flowlet.policies.PolicyBody;
import io.flowlet.policies.PolicyKind;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which hits nobody clears alone, by the policy {@code screening}. Thread-safe. */
@Component
final class StrongHits {
    private final Policies policies;
    private final Kind kind;
    private final Clock clock;

    StrongHits(Policies policies, Kind kind, Clock clock) {
        this.policies = policies;
        this.kind = kind;
        this.clock = clock;
    }

    /**
     * One version of the rule.
     *
     * @param version of the policy; 0 for a tenant from before there was one
     * @param evidence a hit that rests on one of these is strong
     * @param fromPercent a hit with this score or more is strong
     */
    record Rule(int version, Set<Evidence> evidence, int fromPercent) {
        boolean isStrong(Finding finding) {
            return evidence.contains(finding.evidence()) || finding.scorePercent() >= fromPercent;
        }

        private static Rule read(int version, PolicyBody body) {
            PolicyBody strong = body.object("strong");
            Set<Evidence> evidence = new HashSet<>();
            for (String code : strong.texts("evidence", 0, Evidence.values().length)) {
                Arrays.stream(Evidence.values())
                        .filter(each -> each.code().equals(code))
                        .findFirst()
                        .ifPresentOrElse(
                                evidence::add,
                                () -> strong.fault("evidence", "unknown_value", "There is no such evidence."));
            }
            return new Rule(version, Set.copyOf(evidence), strong.number("score_percent_from", 1, 100));
        }
    }

    /** The rule in force; a tenant from before there was such a policy has the one that a new one begins with. */
    Rule inForce(TenantId tenant) {
        return policies.at(tenant, Kind.NAME, clock.instant())
                .map(version -> Rule.read(version.version(), PolicyBody.of(version.members())))
                .orElseGet(() -> Rule.read(0, PolicyBody.of(kind.first())));
    }

    /** {@code screening}. */
    @Component
    static final class Kind implements PolicyKind {
        static final String NAME = "screening";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<FieldFault> check(
                Map<String, @Nullable Object> members, @Nullable Map<String, @Nullable Object> before) {
            PolicyBody body = PolicyBody.of(members);
            Rule.read(0, body);
            return body.faults();
        }

        @Override
        public String initial() {
            return PolicyKind.resource(StrongHits.class, NAME + ".json");
        }

        private Map<String, @Nullable Object> first() {
            try {
                return CanonicalJson.parseObject(initial());
            } catch (Malformed e) {
                throw new IllegalStateException("the first version of the policy is no JSON", e);
            }
        }
    }
}
