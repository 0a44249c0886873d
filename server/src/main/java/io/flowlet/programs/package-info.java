/**
 * Programs and their two tenants, {@code live} and {@code test}.
 *
 * <p>Invariants: mode is a property of the tenant and of nothing else and never changes; a program is seen only once both its tenants are
 * ready. Entry points: {@link io.flowlet.programs.Programs}, {@link io.flowlet.programs.Tenants}; a module that must prepare something in
 * every tenant implements {@link io.flowlet.programs.TenantOpened}. Platform administration keeps the vault's epochs too: {@link io.flowlet.programs.KeyTurns}.
 */
@ApplicationModule(allowedDependencies = {"actor", "ids", "tenants", "vault", "http", "audit", "identity"})
@NullMarked
package io.flowlet.programs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
