package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.outbox.Outbox;
import org.springframework.stereotype.Component;

/** Writes a decided batch into the open transaction, table by table. Thread-safe. */
@Component
final class Scribe {
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

    /** The keys come first: where another instance was faster with one of them, the rest need not be tried. */
    void write(TenantId tenant, Decisions decisions) {
        idempotency.write(decisions.keys());
        transfers.write(tenant, decisions.transfers(), decisions.bookedAt());
        holds.write(tenant, decisions.changedHolds());
        reversals.write(tenant, decisions.changedReversals());
        accounts.write(tenant, decisions.changedAccounts());
        snapshots.adjust(tenant, decisions.transfers(), decisions.bookedAt());
        moduleTables.write(decisions.moduleRows());
        audit.recordAll(decisions.auditEvents());
        outbox.write(decisions.outboxEvents());
    }
}
