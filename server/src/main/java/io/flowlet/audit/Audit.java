package io.flowlet.audit;

import io.flowlet.actor.Caller;
import io.flowlet.audit.internal.EventTable;
import io.flowlet.audit.internal.Proofs;
import io.flowlet.audit.internal.TreeTables;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.tenants.Transactions;
import io.flowlet.tlog.Tile;
import io.flowlet.tlog.TileId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/**
 * Reads the audit log: a tenant its own events with their proofs, everybody the tree, which holds nothing but commitments.
 *
 * <p>Every read of events is recorded as an event itself. Thread-safe.
 */
@Component
public final class Audit {
    private static final String EVENTS = "audit_events";

    private final Transactions transactions;
    private final EventTable events;
    private final TreeTables tree;
    private final Proofs proofs;
    private final AuditLog log;

    Audit(Transactions transactions, EventTable events, TreeTables tree, Proofs proofs, AuditLog log) {
        this.transactions = transactions;
        this.events = events;
        this.tree = tree;
        this.proofs = proofs;
        this.log = log;
    }

    /**
     * Sequenced events of the caller's tenant, newest first. The order is that of the log: nothing is ever inserted before what was seen, so
     * whoever reads down to an index he knows has missed nothing.
     */
    public Page<RecordedEvent> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<RecordedEvent> found = events.list(caller.tenant(), paging.before(), paging.rows());
            Page<RecordedEvent> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            long count = page.data().size();
            log.record(AuditEvent.read(caller, "audit_event.list", EVENTS).with("count", count));
            return page;
        });
    }

    /** The event, sequenced or not, if the caller's tenant has it. */
    public Optional<RecordedEvent> find(Caller caller, AuditId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<RecordedEvent> found = events.find(caller.tenant(), id);
            found.ifPresent(event -> log.record(AuditEvent.read(caller, "audit_event.read", id.toString())));
            return found;
        });
    }

    /**
     * The event with its proof against the newest checkpoint.
     *
     * @param knownSize of a checkpoint that the caller holds, to prove that the newest one extends it; empty for none
     */
    public ProofOutcome proof(Caller caller, AuditId id, OptionalLong knownSize) {
        return transactions.in(caller.tenant(), () -> {
            Optional<RecordedEvent> found = events.find(caller.tenant(), id);
            if (found.isEmpty()) {
                return new ProofOutcome.NoSuchEvent();
            }
            log.record(AuditEvent.read(caller, "audit_event.prove", id.toString()));
            return proofs.prove(found.get(), knownSize);
        });
    }

    /** The newest signed checkpoint; empty before the first event. */
    public Optional<String> checkpoint() {
        return transactions.control(tree::latestNote);
    }

    /** The tile or entry bundle; empty unless the log has one that is at least as wide. */
    public Optional<Tile> tile(TileId id) {
        return transactions.control(() -> tree.tile(id));
    }
}
