package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.TenantDestruction;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Destroys every key of a tenant: its own, those of its subjects, and the secrets of its blind indexes and formats. Whatever they encrypted
 * reads as {@link UnreadableCiphertext.Reason#KEY_UNKNOWN} from then on, here at once, on other instances within {@code
 * flowlet.vault.cached-for}; no key is ever made for that tenant again. Copies of the database open them until the epoch has turned, as
 * after {@link KeyErasure#destroy}. Whoever calls this has made sure that nothing needs them, and audits. Thread-safe.
 */
@Component
public final class TenantKeyErasure {
    private final Transactions transactions;
    private final TenantDestruction destruction;

    TenantKeyErasure(Transactions transactions, TenantDestruction destruction) {
        this.transactions = transactions;
        this.destruction = destruction;
    }

    /**
     * Destroys them in the open transaction, and lives or dies with it.
     *
     * @return how many data keys there were
     * @throws IllegalStateException if no transaction of the tenant is open
     * @throws IllegalArgumentException for the platform, whose keys everything needs
     */
    public int destroy(TenantId tenant) {
        if (tenant.isPlatform()) {
            throw new IllegalArgumentException("the platform's keys are not a tenant's");
        }
        if (!transactions.current().equals(Optional.of(tenant))) {
            throw new IllegalStateException(
                    "keys of tenant %d are destroyed in a transaction of that tenant only".formatted(tenant.value()));
        }
        return destruction.destroy(tenant);
    }
}
