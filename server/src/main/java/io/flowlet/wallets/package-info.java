/**
 * Wallets: a subscriber's money in one currency, each on a ledger account of its own.
 *
 * <p>Invariants: a wallet never changes its subscriber, currency or account; its account is owned by this module, so it moves only through
 * {@code payments}. Entry point: {@link io.flowlet.wallets.Wallets}.
 */
@ApplicationModule(
        allowedDependencies = {
            "actor",
            "ids",
            "money",
            "tenants",
            "http",
            "audit",
            "identity",
            "outbox",
            "programs",
            "subscribers",
            "ledger"
        })
@NullMarked
package io.flowlet.wallets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
