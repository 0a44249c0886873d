package io.flowlet.identity;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.ANALYST;
import static io.flowlet.identity.StaffRole.AUDITOR;
import static io.flowlet.identity.StaffRole.OFFICER;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which roles one person may not hold together; checked wherever roles are given.
 *
 * <p>The operator of the platform stands in no pair: it is no role of a tenant, its credentials belong to the platform and reach no tenant's
 * data at all.
 */
public final class RoleTable {
    /** Two roles that one person may not hold, and why. */
    public record Pair(StaffRole one, StaffRole other, String why) {
        /** For people. */
        public String told() {
            return "One person is not both %s and %s: %s".formatted(one.code(), other.code(), why);
        }

        /** Whether {@code roles} has both. */
        boolean isIn(Set<StaffRole> roles) {
            return roles.contains(one) && roles.contains(other);
        }
    }

    private static final List<Pair> FORBIDDEN = List.of(
            new Pair(ADMIN, ANALYST, "Who gives access decides no cases."),
            new Pair(ADMIN, OFFICER, "Who gives access and proposes rules does not answer for the rules."),
            new Pair(ADMIN, AUDITOR, "Nobody audits what the same person administers."),
            new Pair(ANALYST, AUDITOR, "Nobody audits what the same person decides."),
            new Pair(OFFICER, AUDITOR, "Nobody audits what the same person answers for."));

    private RoleTable() {}

    public static List<Pair> forbidden() {
        return FORBIDDEN;
    }

    /** The first forbidden pair among {@code roles}; empty if one person may hold them all. */
    public static Optional<Pair> conflict(Set<StaffRole> roles) {
        return FORBIDDEN.stream().filter(pair -> pair.isIn(roles)).findFirst();
    }

    /** @throws IllegalArgumentException if one person may not hold {@code roles}, or there is none */
    static void require(Set<StaffRole> roles) {
        if (roles.isEmpty() || conflict(roles).isPresent()) {
            throw new IllegalArgumentException("staff has at least one role, and none that excludes another");
        }
    }
}
