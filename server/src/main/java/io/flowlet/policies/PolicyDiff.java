package io.flowlet.policies;

import io.flowlet.approvals.Difference;
import java.util.List;

/**
 * What one version changed.
 *
 * @param against the version that it is compared with; 0 for none, before the first
 */
public record PolicyDiff(String name, int version, int against, List<Difference> differences) {
    public PolicyDiff {
        differences = List.copyOf(differences);
    }
}
