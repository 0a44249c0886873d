package io.flowlet.programs;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.vault.EpochTurns;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Turns the vault's epochs, and writes each one opened, each epoch's key destroyed and each tenant's key renewed into the audit log.
 *
 * <p>Safe on any number of instances at once; one of them works. Thread-safe.
 *
 * @see EpochTurns
 */
@Component
public final class KeyTurns {
    private static final String OBJECT = "epoch";

    private final EpochTurns turns;
    private final AuditLog audit;
    private final Uuid7 ids;

    KeyTurns(EpochTurns turns, AuditLog audit, Uuid7 ids) {
        this.turns = turns;
        this.audit = audit;
        this.ids = ids;
    }

    /** One round of the job: turns if it is time. To be called each minute. */
    public EpochTurns.Outcome runOnce() {
        UUID run = ids.next();
        Caller self = new Caller(
                Actor.system(TenantId.PLATFORM, "key turns"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
        return turns.turnIfDue(new Audited(self));
    }

    /**
     * Turns now.
     *
     * @param caller of the platform
     */
    public EpochTurns.Outcome turn(Caller caller, EpochTurns.Demand demand, EpochTurns.Progress progress) {
        return turns.turn(demand, new Audited(caller), progress);
    }

    /**
     * Gives one tenant a new key. Killed before all is wrapped anew, the next call, or the next turn, goes on.
     *
     * @param caller of that tenant, whose log tells of it in the transaction that makes the key
     * @return how many keys were wrapped anew
     */
    public long renew(Caller caller) {
        return turns.renew(
                caller.tenant(),
                version -> audit.record(AuditEvent.done(caller, "tenant_key.renew", "tenant_key")
                        .with("version", (long) version)));
    }

    private final class Audited implements EpochTurns.Witness {
        private final Caller caller;

        Audited(Caller caller) {
            this.caller = caller;
        }

        @Override
        public void opened(int number, EpochTurns.Reason reason, boolean renewsAll) {
            audit.record(AuditEvent.done(caller, "epoch.open", OBJECT)
                    .with("number", (long) number)
                    .with("because", reason.code())
                    .with("renews_all", renewsAll));
        }

        @Override
        public void emptied(int number) {
            audit.record(AuditEvent.done(caller, "epoch.empty", OBJECT).with("number", (long) number));
        }

        @Override
        public void destroyed(int number) {
            audit.record(AuditEvent.done(caller, "epoch_key.destroy", OBJECT).with("number", (long) number));
        }

        @Override
        public void gaveUp(TenantId tenant, int version) {
            Actor job = Actor.system(tenant, "key turns");
            audit.record(AuditEvent.done(new Caller(job, caller.trace()), "tenant_key.give_up", "tenant_key")
                    .with("version", (long) version));
        }
    }
}
