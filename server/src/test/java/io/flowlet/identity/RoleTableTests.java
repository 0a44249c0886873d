package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleTableTests {
    /** Every set of roles that one person may hold; what is not here is forbidden. */
    private static final Set<Set<StaffRole>> ALLOWED = Set.of(
            Set.of(StaffRole.ADMIN),
            Set.of(StaffRole.OFFICER),
            Set.of(StaffRole.ANALYST),
            Set.of(StaffRole.AUDITOR),
            Set.of(StaffRole.OFFICER, StaffRole.ANALYST));

    @Test
    void aPersonHoldsNothingButTheSetsOfTheTable() {
        List<Set<StaffRole>> sets = subsets(List.of(StaffRole.values()));
        assertThat(sets).hasSize(1 << StaffRole.values().length);
        for (Set<StaffRole> roles : sets) {
            boolean allowed = ALLOWED.contains(roles);
            assertThat(roles.isEmpty() || RoleTable.conflict(roles).isPresent())
                    .as("%s", roles)
                    .isEqualTo(!allowed);
            if (!allowed) {
                assertThatThrownBy(() -> RoleTable.require(roles)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static List<Set<StaffRole>> subsets(List<StaffRole> roles) {
        if (roles.isEmpty()) {
            return List.of(Set.of());
        }
        List<Set<StaffRole>> all = new ArrayList<>();
        for (Set<StaffRole> rest : subsets(roles.subList(1, roles.size()))) {
            all.add(rest);
            Set<StaffRole> more = new HashSet<>(rest);
            more.add(roles.getFirst());
            all.add(Set.copyOf(more));
        }
        return all;
    }

    @Test
    void everyPairIsOfTwoRolesAndSaysWhy() {
        assertThat(RoleTable.forbidden()).allSatisfy(pair -> {
            assertThat(pair.one()).isNotEqualTo(pair.other());
            assertThat(pair.why()).endsWith(".");
        });
    }

    @Test
    void whoDecidesOnApprovalsIsAPersonOnly() {
        assertThat(Scopes.tenant()).noneMatch(scope -> scope.value().startsWith("approvals:"));
        assertThat(Scopes.platform()).noneMatch(scope -> scope.value().startsWith("approvals:"));
        assertThat(Scopes.subscriber()).noneMatch(scope -> scope.value().startsWith("approvals:"));
    }
}
