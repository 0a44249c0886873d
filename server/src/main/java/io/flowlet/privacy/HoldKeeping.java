package io.flowlet.privacy;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ProblemCode;
import io.flowlet.ids.Uuid7;
import io.flowlet.privacy.internal.LegalHoldRows;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.vault.HeldKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Places and lifts legal holds in the open transaction of the tenant, whoever agreed to it before. Thread-safe. */
@Component
final class HoldKeeping {
    private final Subscribers subscribers;
    private final LegalHoldRows rows;
    private final HeldKeys keys;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    HoldKeeping(Subscribers subscribers, LegalHoldRows rows, HeldKeys keys, AuditLog audit, Uuid7 ids, Clock clock) {
        this.subscribers = subscribers;
        this.rows = rows;
        this.keys = keys;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    HoldOutcome place(Caller caller, SubscriberId subscriber, String reason) {
        // the lock makes an erasure under way come first, or see the hold
        if (!subscribers.lock(caller.tenant(), subscriber)) {
            return new HoldOutcome.Refused(ProblemCode.NOT_FOUND);
        }
        LegalHold hold = new LegalHold(
                new LegalHoldId(ids.next()), subscriber, reason, caller.actor().name(), now(), null, null);
        rows.insert(caller.tenant(), hold);
        // the tenant's own key is held open, so the end of the tenant would not see a hold that is just being placed
        if (!keys.ofTenant(caller.tenant())) {
            throw new IllegalStateException("the keys of the tenant are destroyed");
        }
        audit.record(AuditEvent.done(caller, "legal_hold.place", hold.id().toString())
                .with("subscriber", subscriber.toString()));
        return new HoldOutcome.Done(hold);
    }

    HoldOutcome lift(Caller caller, LegalHoldId id) {
        Optional<LegalHold> found = rows.find(caller.tenant(), id);
        if (found.isEmpty()) {
            return new HoldOutcome.Refused(ProblemCode.NOT_FOUND);
        }
        if (!rows.lift(caller.tenant(), id, caller.actor().name(), now())) {
            return new HoldOutcome.Refused(ProblemCode.LEGAL_HOLD_LIFTED);
        }
        audit.record(AuditEvent.done(caller, "legal_hold.lift", id.toString())
                .with("subscriber", found.get().subscriber().toString()));
        return new HoldOutcome.Done(rows.find(caller.tenant(), id).orElseThrow());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
