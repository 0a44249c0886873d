package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.DataKeys;
import io.flowlet.vault.internal.Finality;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Destroys the keys of a subject, and with them whatever they encrypted: how personal data is erased.
 *
 * <p>What was encrypted reads as {@link UnreadableCiphertext.Reason#KEY_UNKNOWN} from then on: here at once, on other instances within
 * {@code flowlet.vault.cached-for}. A first use afterwards makes a new key of a higher version. The keys in older copies of the database open
 * until {@link #finalAt}. The caller audits. Thread-safe.
 */
@Component
public final class KeyErasure {
    private final Transactions transactions;
    private final DataKeys dataKeys;
    private final Finality finality;

    KeyErasure(Transactions transactions, DataKeys dataKeys, Finality finality) {
        this.transactions = transactions;
        this.dataKeys = dataKeys;
        this.finality = finality;
    }

    /**
     * Destroys all versions of the subject's data key in the open transaction, and lives or dies with it.
     *
     * @return how many versions there were; none is no fault
     * @throws IllegalStateException if no transaction of the subject's tenant is open
     * @throws IllegalArgumentException if the subject is the tenant itself, whose key holds the answers of everybody
     */
    public int destroy(Subject subject) {
        if (!transactions.current().equals(Optional.of(subject.tenant()))) {
            throw new IllegalStateException("keys of tenant %d are destroyed in a transaction of that tenant only"
                    .formatted(subject.tenant().value()));
        }
        if (subject.isTenantItself()) {
            throw new IllegalArgumentException("the tenant's own key is not one person's");
        }
        return dataKeys.destroy(subject);
    }

    /**
     * The number of the epoch in which a destruction made now falls. To be asked after {@link #destroy}, in the same transaction: a turn that
     * begins before that has locked the tenant's keys may have wrapped them anew already.
     */
    public int epoch(TenantId tenant) {
        return transactions.in(tenant, finality::openEpoch);
    }

    /**
     * When what was destroyed in {@code epoch} is final, or was: no copy of the database that was made before opens the key any more, unless a
     * copy of the key store from before is put beside it. While that lies ahead it is when it will be at the latest.
     *
     * @param epoch as {@link #epoch} gave it
     * @return empty while a turn is overdue: it is not final, and nobody can say when it will be
     */
    public Optional<Instant> finalAt(TenantId tenant, int epoch) {
        return transactions.in(tenant, () -> finality.of(epoch));
    }
}
