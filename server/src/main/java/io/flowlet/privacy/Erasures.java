package io.flowlet.privacy;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Approvals;
import io.flowlet.approvals.OpenOutcome;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.privacy.internal.ErasureRows;
import io.flowlet.subscribers.ErasureObstacle;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Erases the data of subscribers of the caller's tenant; where the tenant's changes wait for another person, asks for that.
 *
 * <p>Each act is audited in its own transaction or in the one that is open. Thread-safe.
 */
@Component
public final class Erasures {
    private final Transactions transactions;
    private final Subscribers subscribers;
    private final Obstacles obstacles;
    private final Purposes purposes;
    private final Approvals approvals;
    private final ErasureRows rows;
    private final Eraser eraser;
    private final AuditLog audit;
    private final Clock clock;

    Erasures(
            Transactions transactions,
            Subscribers subscribers,
            Obstacles obstacles,
            Purposes purposes,
            Approvals approvals,
            ErasureRows rows,
            Eraser eraser,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.subscribers = subscribers;
        this.obstacles = obstacles;
        this.purposes = purposes;
        this.approvals = approvals;
        this.rows = rows;
        this.eraser = eraser;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Erases a subscriber, or asks another person to; one that was erased is told as it was.
     *
     * @param reason 1 to 2,000 characters, kept as ciphertext
     */
    public ErasureOutcome erase(Caller caller, SubscriberId subscriber, String reason) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            if (!subscribers.lock(tenant, subscriber)) {
                return new ErasureOutcome.NotFound();
            }
            Optional<Erasure> before = rows.find(tenant, subscriber);
            if (before.isPresent()) {
                audit.record(AuditEvent.read(caller, "erasure.read", subscriber.toString()));
                return new ErasureOutcome.Erased(toldTo(caller, before.get()), false);
            }
            List<ErasureObstacle> standing = obstacles.toldTo(caller, subscriber);
            if (!standing.isEmpty()) {
                audit.record(AuditEvent.refused(caller, "subscriber.erase", subscriber.toString(), "erasure_blocked"));
                return new ErasureOutcome.Blocked(standing);
            }
            return approvals.isNeeded(tenant)
                    ? ask(caller, subscriber, reason)
                    : new ErasureOutcome.Erased(eraser.carryOut(caller, subscriber, reason), true);
        });
    }

    /**
     * The subscriber's erasure; empty if there was none. Whoever is not of the staff sees what is kept until a day to come, and nothing of
     * destructions. The read is audited.
     */
    public Optional<Erasure> find(Caller caller, SubscriberId subscriber) {
        return transactions.in(caller.tenant(), () -> {
            Optional<Erasure> found = rows.find(caller.tenant(), subscriber);
            found.ifPresent(erasure -> audit.record(AuditEvent.read(caller, "erasure.read", subscriber.toString())));
            return found.map(erasure -> toldTo(caller, erasure));
        });
    }

    private Erasure toldTo(Caller caller, Erasure erasure) {
        return caller.actor().kind() == ActorKind.STAFF ? erasure : erasure.toldOutside(clock.instant());
    }

    private ErasureOutcome ask(Caller caller, SubscriberId subscriber, String reason) {
        var asked = SubscriberErasing.asking(subscriber, purposes.inForce(caller.tenant()), reason);
        return switch (approvals.open(caller, asked)) {
            case OpenOutcome.Opened(var approval) -> new ErasureOutcome.Requested(approval);
            case OpenOutcome.Refused(var why) -> new ErasureOutcome.Refused(why);
        };
    }
}
