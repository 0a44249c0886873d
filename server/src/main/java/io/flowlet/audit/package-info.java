/**
 * The audit log: events in the business transaction, a Merkle tree over them, signed checkpoints, proofs.
 *
 * <p>Invariants: an event commits or rolls back with what it tells of; rows are never changed or removed; writers never wait for each
 * other. Entry point: {@link io.flowlet.audit.AuditLog}.
 */
@ApplicationModule(allowedDependencies = {"actor", "settings", "database", "tenants", "vault", "http", "ids"})
@NullMarked
package io.flowlet.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
