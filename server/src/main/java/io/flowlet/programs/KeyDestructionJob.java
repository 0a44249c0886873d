package io.flowlet.programs;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Clients;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.programs.internal.KeyDestructionRows;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.TenantKeyErasure;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Carries out what two operators agreed to, once its time has come.
 *
 * <p>Keys, clients, books, the request's end and the event in the tenant's own log are one transaction. It closes the tenant's books first, after
 * whatever is just being posted. What needs the keys is looked for then, and once more when nobody can make a key any more; if there is
 * something, all of it is undone and the request ends as refused. On several instances at once one does it. Thread-safe.
 */
@Component
public final class KeyDestructionJob {
    private static final Logger LOG = LoggerFactory.getLogger(KeyDestructionJob.class);
    private static final String SELF = "key destruction";

    private final Transactions transactions;
    private final KeyDestructionRows rows;
    private final KeyDestructions destructions;
    private final TenantKeyErasure keys;
    private final Clients clients;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    KeyDestructionJob(
            Transactions transactions,
            KeyDestructionRows rows,
            KeyDestructions destructions,
            TenantKeyErasure keys,
            Clients clients,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.destructions = destructions;
        this.keys = keys;
        this.clients = clients;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** One round; how many tenants' keys were destroyed. One that fails does not keep the next one waiting, and is tried again. */
    public int runOnce() {
        int count = 0;
        for (KeyDestruction due : transactions.control(() -> rows.due(now()))) {
            try {
                count += carryOut(due) ? 1 : 0;
            } catch (StillNeeded needed) {
                refuse(due, needed.codes);
            } catch (RuntimeException e) {
                LOG.error(
                        "the keys of tenant {} were not destroyed",
                        due.tenant().id().value(),
                        e);
            }
        }
        return count;
    }

    /** Undoes the deed. */
    private static final class StillNeeded extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String codes;

        StillNeeded(List<KeyNeed> needs) {
            super(null, null, false, false);
            this.codes = needs.stream().map(KeyNeed::code).distinct().sorted().collect(Collectors.joining(" "));
        }
    }

    private boolean carryOut(KeyDestruction due) {
        TenantId tenant = due.tenant().id();
        Caller self = self(tenant);
        return transactions.in(tenant, () -> {
            if (!isStillDue(due)) {
                return false;
            }
            destructions.end(tenant);
            requireNoNeeds(tenant);
            clients.revokeAll(self);
            int destroyed = keys.destroy(tenant);
            // again, for what was being written until the keys were locked
            requireNoNeeds(tenant);
            rows.end(due.id(), KeyDestructionState.CARRIED_OUT, SELF, now());
            audit.record(KeyDestructions.about(self, "tenant_keys.destroy", due)
                    .with("data_keys", (long) destroyed)
                    .with("requested_by", due.requestedBy())
                    .with("approved_by", String.valueOf(due.approvedBy())));
            return true;
        });
    }

    private void requireNoNeeds(TenantId tenant) {
        List<KeyNeed> needs = destructions.needs(tenant);
        if (!needs.isEmpty()) {
            throw new StillNeeded(needs);
        }
    }

    private void refuse(KeyDestruction due, String codes) {
        Caller self = self(TenantId.PLATFORM);
        transactions.run(TenantId.PLATFORM, () -> {
            if (isStillDue(due)) {
                rows.end(due.id(), KeyDestructionState.REFUSED, SELF, now());
                audit.record(KeyDestructions.about(self, "key_destruction.refuse", due)
                        .with("needs", codes));
            }
        });
        LOG.warn("the keys of tenant {} stay: {}", due.tenant().id().value(), codes);
    }

    /** Nobody took it back, and no other instance was faster; from here on nobody does. */
    private boolean isStillDue(KeyDestruction due) {
        return rows.lock(due.id())
                .filter(found -> found.state() == KeyDestructionState.APPROVED)
                .isPresent();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Caller self(TenantId tenant) {
        UUID run = ids.next();
        return new Caller(
                Actor.system(tenant, SELF), new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
    }
}
