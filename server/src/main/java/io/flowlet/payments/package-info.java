/**
 * Payments between wallets, and a test tenant's deposits.
 *
 * <p>Invariants: a payment row exists exactly when its money moved, in one transaction; each names who initiated it and by which authority.
 * Entry point: {@link io.flowlet.payments.Payments}.
 */
@ApplicationModule(
        allowedDependencies = {
            "actor",
            "ids",
            "money",
            "tenants",
            "vault",
            "http",
            "audit",
            "outbox",
            "programs",
            "subscribers",
            "ledger",
            "wallets"
        })
@NullMarked
package io.flowlet.payments;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
