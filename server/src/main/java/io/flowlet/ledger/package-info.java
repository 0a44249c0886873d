/**
 * Accounts, transfers and balances: double entry, exact, append-only.
 *
 * <p>Invariants: the balances of a currency sum to zero in every tenant; posted transfers are never changed; an account's balance is the last
 * entry of its gapless chain; no floor or ceiling is broken at any version; one idempotency key has one effect; an account moves only for its
 * owner. Amounts are signed minor units, credits minus debits, for every kind of account. Entry point: {@link io.flowlet.ledger.Ledger}.
 */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "actor",
            "ids",
            "settings",
            "database",
            "tenants",
            "http",
            "audit",
            "outbox",
            "identity",
            "approvals"
        })
@NullMarked
package io.flowlet.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
