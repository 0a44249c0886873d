/**
 * The current tenant and the one place that opens a transaction.
 *
 * <p>Invariants: a transaction belongs to one tenant, told to PostgreSQL before its first statement, and never changes it; code that runs
 * without one sees no row of any tenant table. Entry point: {@link io.flowlet.tenants.Transactions}.
 */
@ApplicationModule(allowedDependencies = {"actor", "database"})
@NullMarked
package io.flowlet.tenants;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
