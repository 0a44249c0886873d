package io.flowlet.ledger;

import io.flowlet.audit.AuditEvent;
import io.flowlet.http.StoredAnswer;
import io.flowlet.outbox.OutboxEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written in the transaction of a unit, besides its transfers.
 *
 * @param answer what a repeat of the key gets: 2xx, 409 and 422 are kept; null for what is not (403, 404): then the key stays unused
 * @param audit what happened or was refused
 * @param outbox what others shall learn of; nothing for a refusal
 * @param rows rows of the caller's own tables; nothing for a refusal
 */
public record Consequence(
        @Nullable StoredAnswer answer, List<AuditEvent> audit, List<OutboxEvent> outbox, List<ModuleRow> rows) {
    public Consequence {
        audit = List.copyOf(audit);
        outbox = List.copyOf(outbox);
        rows = List.copyOf(rows);
    }

    /** Nothing but an audit event. */
    public static Consequence audited(AuditEvent event) {
        return new Consequence(null, List.of(event), List.of(), List.of());
    }
}
