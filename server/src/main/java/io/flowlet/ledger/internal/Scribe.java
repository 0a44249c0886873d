package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.outbox.Outbox;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Writes a decided batch into the open transaction, table by table. Thread-safe. */
@Component
final class Scribe {
    /** Rows that take some tenths of a millisecond to prepare: less is not worth waking a thread. */
    private static final int WORTH_ANOTHER_THREAD = 100;

    private final AccountRows accounts;
    private final TransferRows transfers;
    private final HoldRows holds;
    private final ReversalRows reversals;
    private final Snapshots snapshots;
    private final ModuleTables moduleTables;
    private final IdempotencyStore idempotency;
    private final AuditLog audit;
    private final Outbox outbox;

    Scribe(
            AccountRows accounts,
            TransferRows transfers,
            HoldRows holds,
            ReversalRows reversals,
            Snapshots snapshots,
            ModuleTables moduleTables,
            IdempotencyStore idempotency,
            AuditLog audit,
            Outbox outbox) {
        this.accounts = accounts;
        this.transfers = transfers;
        this.holds = holds;
        this.reversals = reversals;
        this.snapshots = snapshots;
        this.moduleTables = moduleTables;
        this.idempotency = idempotency;
        this.audit = audit;
        this.outbox = outbox;
    }

    /** Answers are encrypted and events written out, a fifth of a large batch's time, while PostgreSQL is busy with the tables before theirs. */
    void write(TenantId tenant, Decisions decisions) {
        Ahead<IdempotencyStore.Sealed> keys = prepare(decisions.keys().size(), idempotency.sealing(decisions.keys()));
        Ahead<AuditLog.Written> events =
                prepare(decisions.auditEvents().size(), () -> audit.written(decisions.auditEvents()));
        transfers.write(tenant, decisions.transfers(), decisions.bookedAt());
        holds.write(tenant, decisions.changedHolds());
        reversals.write(tenant, decisions.changedReversals());
        accounts.write(tenant, decisions.changedAccounts());
        snapshots.adjust(tenant, decisions.transfers(), decisions.bookedAt());
        moduleTables.write(decisions.moduleRows());
        idempotency.write(keys.get());
        audit.record(events.get());
        outbox.write(decisions.outboxEvents());
    }

    private static <T> Ahead<T> prepare(int rows, Supplier<T> work) {
        return rows < WORTH_ANOTHER_THREAD ? Ahead.later(work) : Ahead.begin(work);
    }
}
