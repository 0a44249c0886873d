/**
 * Runtime policies as versions: questionnaires, notices and what else decides and must be proven later.
 *
 * <p>Invariants: a version never changes; its hash covers its body; at every instant one version of a name is in force.
 */
@ApplicationModule(allowedDependencies = {"actor", "ids", "tenants", "http", "audit"})
@NullMarked
package io.flowlet.policies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
