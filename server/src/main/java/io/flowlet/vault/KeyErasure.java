package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.DataKeys;
import io.flowlet.vault.internal.Epochs;
import java.time.Clock;
import java.time.Duration;
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
    /** Ten million keys at 2,800 a second, little more than half of what the benchmark asks for at least. */
    private static final Duration TURN_AT_MOST = Duration.ofHours(1);

    private final Transactions transactions;
    private final DataKeys dataKeys;
    private final Epochs epochs;
    private final Duration epoch;
    private final Clock clock;

    KeyErasure(Transactions transactions, DataKeys dataKeys, Epochs epochs, VaultSettings settings, Clock clock) {
        this.epochs = epochs;
        this.epoch = settings.epoch();
        this.transactions = transactions;
        this.dataKeys = dataKeys;
        this.clock = clock;
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
     * When a destruction made now is final: no copy of the database that was made before opens the key any more. To be asked after
     * {@link #destroy}, in the same transaction.
     */
    public Instant finalAt(TenantId tenant) {
        Instant now = clock.instant();
        Instant end = transactions.in(tenant, epochs::openedAt).plus(epoch);
        return (end.isBefore(now) ? now : end).plus(TURN_AT_MOST);
    }
}
