package io.flowlet.wallets.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.WalletHolders;
import io.flowlet.tenants.Transactions;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Who holds money must prove more at the sign-in. */
@Component
final class Holders implements WalletHolders {
    private final Transactions transactions;
    private final WalletRows rows;

    Holders(Transactions transactions, WalletRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    @Override
    public boolean holdsWallet(TenantId tenant, UUID subscriber) {
        return transactions.in(tenant, () -> rows.holdsAny(tenant, subscriber));
    }
}
