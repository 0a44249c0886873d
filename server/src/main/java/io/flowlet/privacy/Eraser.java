package io.flowlet.privacy;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.Uuid7;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.privacy.internal.ErasureRows;
import io.flowlet.privacy.internal.ExportRows;
import io.flowlet.privacy.internal.RequestRows;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.KeyErasure;
import io.flowlet.vault.Subject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Carries erasures out, in the open transaction of the subscriber's tenant: what served the subscriber goes at once, what a law keeps is
 * scheduled. All of it commits together or not at all. Thread-safe.
 */
@Component
final class Eraser {
    private final List<SubjectRecords> data;
    private final Purposes purposes;
    private final KeyErasure keys;
    private final ErasureRows rows;
    private final RequestRows requests;
    private final ExportRows exports;
    private final AuditLog audit;
    private final Outbox outbox;
    private final PrivacyMeters meters;
    private final Uuid7 ids;
    private final Clock clock;

    Eraser(
            List<SubjectRecords> data,
            Purposes purposes,
            KeyErasure keys,
            ErasureRows rows,
            RequestRows requests,
            ExportRows exports,
            AuditLog audit,
            Outbox outbox,
            PrivacyMeters meters,
            Uuid7 ids,
            Clock clock) {
        this.data = List.copyOf(data);
        this.purposes = purposes;
        this.keys = keys;
        this.rows = rows;
        this.requests = requests;
        this.exports = exports;
        this.audit = audit;
        this.outbox = outbox;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /** Erases a subscriber that is locked, known, and was not erased before. */
    Erasure carryOut(Caller caller, SubscriberId subscriber, String reason) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Erasure erasure = erase(caller, subscriber, reason, now);
        requests.close(caller.tenant(), subscriber, now);
        AuditEvent event = AuditEvent.done(caller, "subscriber.erase", subscriber.toString())
                .with("erasure", erasure.id().toString())
                .with("jurisdiction", erasure.jurisdiction())
                .with("retention_version", (long) erasure.retentionVersion());
        Instant finalAt = erasure.finalAt();
        audit.record(finalAt == null ? event : event.with("final_at", finalAt.toString()));
        outbox.write(List.of(new OutboxEvent(ids.next(), caller.tenant(), "subscriber.erased", subscriber.toString())));
        meters.erased();
        return erasure;
    }

    /** Does to a restored database what was done at {@code at}; whatever is done already is left alone. */
    void repeat(Caller caller, SubscriberId subscriber, Instant at) {
        if (rows.find(caller.tenant(), subscriber).isPresent()) {
            data.forEach(part -> part.erase(caller, subscriber, at));
        } else {
            erase(caller, subscriber, null, at);
        }
        requests.close(caller.tenant(), subscriber, at);
    }

    /** Destroys what is held of the subscriber for one purpose; says whether there was a key. */
    boolean destroy(TenantId tenant, SubscriberId subscriber, Purpose purpose, Instant at) {
        int versions = keys.destroy(new Subject(tenant, subscriber.value(), purpose));
        data.forEach(part -> part.forget(tenant, subscriber, purpose));
        rows.destroyed(tenant, subscriber, purpose, at);
        meters.destroyed(purpose);
        return versions > 0;
    }

    /** As {@link #destroy}, for what was destroyed before: counted only if there was a key all the same. */
    boolean destroyLeft(TenantId tenant, SubscriberId subscriber, Purpose purpose, Instant at) {
        if (keys.destroy(new Subject(tenant, subscriber.value(), purpose)) == 0) {
            return false;
        }
        data.forEach(part -> part.forget(tenant, subscriber, purpose));
        rows.destroyed(tenant, subscriber, purpose, at);
        meters.destroyed(purpose);
        return true;
    }

    private Erasure erase(Caller caller, SubscriberId subscriber, @Nullable String reason, Instant at) {
        TenantId tenant = caller.tenant();
        Retention retention = purposes.inForce(tenant);
        data.forEach(part -> part.erase(caller, subscriber, at));
        // only now: each part has waited for whoever was writing, and what they wrote must not be lost to officers
        Set<Purpose> held = EnumSet.noneOf(Purpose.class);
        data.forEach(part -> held.addAll(part.keptFor(tenant, subscriber)));
        exports.deleteOf(tenant, subscriber);
        List<Retained> retained = new ArrayList<>();
        for (PurposeRule rule : retention.rules()) {
            if (rule.monthsAfterEnd() == 0) {
                destroy(tenant, subscriber, rule.purpose(), at);
            } else {
                retained.add(new Retained(
                        rule.purpose(),
                        rule.basis(),
                        rule.law(),
                        held.contains(rule.purpose()),
                        rule.destroyAfter(at),
                        null));
            }
        }
        Erasure erasure = new Erasure(
                new ErasureId(ids.next()),
                subscriber,
                retention.jurisdiction(),
                retention.version(),
                at,
                keys.finalAt(tenant, keys.epoch(tenant))
                        .map(end -> end.truncatedTo(ChronoUnit.MICROS))
                        .orElse(null),
                retained);
        rows.insert(caller, erasure, reason);
        return erasure;
    }
}
