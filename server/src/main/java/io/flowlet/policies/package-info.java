/**
 * Runtime policies as versions: questionnaires, notices and what else decides and must be proven later.
 *
 * <p>Invariants: a version never changes; its hash covers its body; at every instant one version of a name is in force. A module brings a
 * kind of policy by implementing {@link io.flowlet.policies.PolicyKind}. Entry point: {@link io.flowlet.policies.Policies}.
 */
@ApplicationModule(allowedDependencies = {"actor", "ids", "money", "tenants", "http", "audit", "identity", "approvals"})
@NullMarked
package io.flowlet.policies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
