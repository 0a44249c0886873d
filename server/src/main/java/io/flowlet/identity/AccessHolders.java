package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.internal.HolderRows;
import io.flowlet.tenants.Transactions;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Everybody and everything that can do something in a tenant, subscribers apart. Thread-safe. */
@Component
public final class AccessHolders {
    private final Transactions transactions;
    private final HolderRows rows;

    AccessHolders(Transactions transactions, HolderRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /** Those that work, newest first; the server's own question, so it is not audited. */
    public List<AccessHolder> of(TenantId tenant) {
        Comparator<AccessHolder> byId =
                Comparator.comparing(holder -> holder.id().toString());
        return transactions.in(tenant, () -> rows.list(tenant)).stream()
                .sorted(byId.reversed())
                .toList();
    }
}
