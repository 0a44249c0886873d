package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import java.util.Optional;

/** What the vault asks of the transaction that is open when it is called, if one is. */
final class OpenTransaction {
    private OpenTransaction() {}

    /**
     * Says no with an open key as it would without one, where SQL is needed and row-level security hides the row.
     *
     * @throws IllegalStateException if a transaction of another tenant, or one without a tenant, is open
     */
    static void requireTenant(Transactions transactions, TenantId tenant) {
        if (transactions.isOpen() && !transactions.current().equals(Optional.of(tenant))) {
            throw new IllegalStateException("the data of tenant %d was asked for in a transaction of %s"
                    .formatted(tenant.value(), transactions.current()));
        }
    }
}
