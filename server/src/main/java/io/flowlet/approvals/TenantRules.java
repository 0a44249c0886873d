package io.flowlet.approvals;

import io.flowlet.actor.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * What tenants' own policies ask for beyond the rules of the kinds; brought by the module that keeps policies. Live on every instance within 5
 * seconds of its publication. Thread-safe.
 */
public interface TenantRules {
    /** What is in force now; empty for a tenant that has no such policy, and so asks for nothing more. */
    Optional<InForce> inForce(TenantId tenant);

    /**
     * One version of a tenant's policy.
     *
     * @param version from 1
     * @param rules at most one of a kind; of a kind without one nothing more is asked for
     */
    record InForce(int version, List<TenantRule> rules) {
        public InForce {
            rules = List.copyOf(rules);
        }

        /** The rule of {@code kind}. */
        Optional<TenantRule> of(String kind) {
            return rules.stream().filter(rule -> rule.kind().equals(kind)).findFirst();
        }
    }
}
