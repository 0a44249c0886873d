package io.flowlet.programs;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Clients;
import io.flowlet.ids.Uuid7;
import io.flowlet.programs.internal.KeyDestructionRows;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.TenantKeyErasure;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tenants of which every key was destroyed: who they are, and how a database that brought one back ends it again. Thread-safe. */
@Component
public final class EndedTenants {
    private final Transactions transactions;
    private final KeyDestructionRows rows;
    private final KeyDestructions destructions;
    private final Clients clients;
    private final TenantKeyErasure keys;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    EndedTenants(
            Transactions transactions,
            KeyDestructionRows rows,
            KeyDestructions destructions,
            Clients clients,
            TenantKeyErasure keys,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.destructions = destructions;
        this.clients = clients;
        this.keys = keys;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** One of them, and when its keys were destroyed. */
    public record Ended(Tenant tenant, Instant at) {}

    public List<Ended> all() {
        return transactions.control(rows::carriedOut).stream()
                .map(done -> new Ended(done.tenant(), done.endedAt() == null ? clock.instant() : done.endedAt()))
                .toList();
    }

    /**
     * Destroys again the keys of a tenant that a restored database has brought back. Two operators agreed to it before, and nothing that the older
     * database holds makes it undone, so nobody is asked and nothing that needs the keys is looked for. A request that stands there is over.
     *
     * @param caller of that tenant, whose log tells of it
     * @param at when it was done first
     * @return false if there was nothing to do
     */
    public boolean endAgain(Caller caller, Tenant tenant, Instant at) {
        TenantId id = tenant.id();
        return transactions.in(id, () -> {
            if (rows.standing(id)
                    .filter(found -> found.state() == KeyDestructionState.CARRIED_OUT)
                    .isPresent()) {
                return false;
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            String self = caller.actor().name();
            rows.standing(id).ifPresent(open -> rows.end(open.id(), KeyDestructionState.WITHDRAWN, self, now));
            KeyDestructionId again = new KeyDestructionId(ids.next());
            rows.insertAgain(again, id, at, self);
            destructions.end(id);
            clients.revokeAll(caller);
            int destroyed = keys.destroy(id);
            audit.record(AuditEvent.done(caller, "tenant_keys.destroy", again.toString())
                    .with("tenant", tenant.publicId())
                    .with("data_keys", (long) destroyed)
                    .with("first_at", at.toString()));
            return true;
        });
    }
}
