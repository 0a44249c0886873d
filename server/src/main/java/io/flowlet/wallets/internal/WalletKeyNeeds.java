package io.flowlet.wallets.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.Ledger;
import io.flowlet.programs.KeyNeed;
import io.flowlet.programs.KeyNeeds;
import io.flowlet.wallets.Wallets;
import java.util.List;
import org.springframework.stereotype.Component;

/** Money in wallets is somebody's, and nobody could say whose. */
@Component
final class WalletKeyNeeds implements KeyNeeds {
    private final Ledger ledger;

    WalletKeyNeeds(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public List<KeyNeed> of(TenantId tenant) {
        return ledger.holdsMoney(tenant, Wallets.OWNER)
                ? List.of(new KeyNeed(
                        "wallet_not_empty", "A wallet holds money, or a hold is open on one: pay it out first."))
                : List.of();
    }

    /** A movement needs no new key, so it would not be seen. */
    @Override
    public void end(TenantId tenant) {
        ledger.closeForGood(tenant);
    }
}
