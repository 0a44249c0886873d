package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.IdempotencyRow;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.internal.engine.Batch;
import io.flowlet.ledger.internal.engine.Booking;
import io.flowlet.ledger.internal.engine.Locked;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The one transaction of a batch: lock, decide, write, commit.
 *
 * <p>READ COMMITTED. First the tenant's book is shared, so that no period closes meanwhile. The accounts are locked in the order of their
 * numbers by a statement of their own, so every later statement sees what committed before the locks were had; idempotency rows come after
 * them, in the order of their keys. Thread-safe.
 */
@Component
public final class Journal {
    private final Transactions transactions;
    private final BookRows book;
    private final AccountRows accounts;
    private final HoldRows holds;
    private final ReversalRows reversals;
    private final IdempotencyStore idempotency;
    private final Scribe scribe;
    private final Uuid7 ids;
    private final Clock clock;

    Journal(
            Transactions transactions,
            BookRows book,
            AccountRows accounts,
            HoldRows holds,
            ReversalRows reversals,
            IdempotencyStore idempotency,
            Scribe scribe,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.book = book;
        this.accounts = accounts;
        this.holds = holds;
        this.reversals = reversals;
        this.idempotency = idempotency;
        this.scribe = scribe;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Decides units in order and writes what follows, all in one transaction that is committed on return.
     *
     * @return one receipt a unit
     */
    public List<PostingReceipt> write(TenantId tenant, List<PostingUnit> units) {
        CommitWitness witness = new CommitWitness();
        try {
            return transactions.in(tenant, () -> {
                Decisions decisions = decide(tenant, units);
                scribe.write(tenant, decisions);
                witness.watch(decisions.receipts());
                return decisions.receipts();
            });
        } catch (RuntimeException e) {
            // thrown by somebody who was told after the commit: what was written is written
            return witness.committed().orElseThrow(() -> e);
        }
    }

    private Decisions decide(TenantId tenant, List<PostingUnit> units) {
        Instant closedBefore = book.share(tenant);
        Locked locked = lock(tenant, units);
        List<IdempotencyKey> keys =
                units.stream().map(PostingUnit::key).filter(Objects::nonNull).toList();
        Map<UUID, IdempotencyRow> answered = idempotency.findAll(tenant, keys);
        Instant bookedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Decisions decisions =
                new Decisions(new Batch(new Booking(bookedAt, closedBefore), locked), answered, ids, bookedAt);
        units.forEach(decisions::decide);
        return decisions;
    }

    /** Holds and reversals are read once their accounts are locked, so nobody changes them any more. */
    private Locked lock(TenantId tenant, List<PostingUnit> units) {
        return new Locked(
                accounts.lock(tenant, Translation.accounts(units)),
                holds.held(tenant, Translation.holds(units)),
                reversals.find(tenant, Translation.reversed(units)));
    }
}
