package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import java.util.UUID;

/** Knows who holds money here; implemented by the module that keeps wallets. */
public interface WalletHolders {
    /** Whether the subscriber has a wallet; the server's own question, so it is not audited. Joins the open transaction of the tenant. */
    boolean holdsWallet(TenantId tenant, UUID subscriber);
}
