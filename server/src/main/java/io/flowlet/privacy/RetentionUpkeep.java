package io.flowlet.privacy;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.privacy.internal.ErasureRows;
import io.flowlet.privacy.internal.ExportRows;
import io.flowlet.privacy.internal.LegalHoldRows;
import io.flowlet.privacy.internal.RequestRows;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Destroys what no law keeps any more, and deletes exports that expired.
 *
 * <p>A chunk in a transaction: a run that stops leaves the rest to the next one. Instances at once take different rows. A legal hold keeps
 * what it is about however long. A tenant that fails does not keep the next one waiting. Thread-safe.
 */
@Component
public final class RetentionUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionUpkeep.class);
    private static final UUID START = new UUID(0, 0);
    private static final Set<Purpose> NEVER_KEPT = EnumSet.of(Purpose.SERVICE, Purpose.CONSENT);
    static final int CHUNK = 50;

    private final KnownTenants tenants;
    private final Transactions transactions;
    private final ErasureRows rows;
    private final ExportRows exports;
    private final RequestRows requests;
    private final LegalHoldRows holds;
    private final Subscribers subscribers;
    private final Eraser eraser;
    private final AuditLog audit;
    private final PrivacyMeters meters;
    private final Uuid7 ids;
    private final Clock clock;
    private final Map<TenantId, UUID> lookedAt = new ConcurrentHashMap<>();

    RetentionUpkeep(
            KnownTenants tenants,
            Transactions transactions,
            ErasureRows rows,
            ExportRows exports,
            RequestRows requests,
            LegalHoldRows holds,
            Subscribers subscribers,
            Eraser eraser,
            AuditLog audit,
            PrivacyMeters meters,
            Uuid7 ids,
            Clock clock) {
        this.tenants = tenants;
        this.transactions = transactions;
        this.rows = rows;
        this.exports = exports;
        this.requests = requests;
        this.holds = holds;
        this.subscribers = subscribers;
        this.eraser = eraser;
        this.audit = audit;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /** One round over all tenants; how many keys' time had come. */
    public int runOnce() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        PrivacyMeters.Schedules all = new PrivacyMeters.Schedules(0, 0, 0, 0);
        int count = 0;
        for (TenantId tenant : tenants.ids()) {
            try {
                count += run(tenant, now);
            } catch (RuntimeException e) {
                LOG.warn("data of tenant {} outlived its time", tenant.value(), e);
            }
            try {
                all = all.plus(transactions.in(tenant, () -> schedules(tenant, now)));
            } catch (RuntimeException e) {
                LOG.warn("the schedules of tenant {} were not counted", tenant.value(), e);
            }
        }
        meters.saw(all);
        return count;
    }

    /** As {@link #runOnce()}, for one tenant and what is due at {@code now}. */
    int run(TenantId tenant, Instant now) {
        int count = 0;
        int chunk;
        do {
            chunk = transactions.in(tenant, () -> destroyNext(tenant, now));
            count += chunk;
        } while (chunk == CHUNK);
        transactions.run(tenant, () -> exports.deleteExpired(tenant, now));
        transactions.run(tenant, () -> destroyAgain(tenant, now));
        return count;
    }

    /** A net: whoever wrote something of an erased subscriber all the same made a key that nobody else would destroy. Goes round them all. */
    private void destroyAgain(TenantId tenant, Instant now) {
        List<ErasureRows.Erased> erased = rows.erased(tenant, lookedAt.getOrDefault(tenant, START), CHUNK);
        List<AuditEvent> events = new ArrayList<>();
        for (ErasureRows.Erased each : erased) {
            for (Purpose purpose : NEVER_KEPT) {
                if (eraser.destroyLeft(tenant, each.subscriber(), purpose, now)) {
                    events.add(ended(
                            self(tenant), new ErasureRows.Kept(each.subscriber(), purpose, each.retentionVersion())));
                }
            }
        }
        if (!events.isEmpty()) {
            LOG.warn("{} keys of erased subscribers of tenant {} were destroyed again", events.size(), tenant.value());
            audit.recordAll(events);
        }
        lookedAt.put(
                tenant,
                erased.size() < CHUNK ? START : erased.getLast().subscriber().value());
    }

    private int destroyNext(TenantId tenant, Instant now) {
        List<ErasureRows.Kept> due = rows.lockDue(tenant, now, CHUNK).stream()
                .filter(kept -> isFree(tenant, kept))
                .toList();
        if (due.isEmpty()) {
            return 0;
        }
        Caller self = self(tenant);
        for (ErasureRows.Kept kept : due) {
            eraser.destroy(tenant, kept.subscriber(), kept.purpose(), now);
        }
        audit.recordAll(due.stream().map(kept -> ended(self, kept)).toList());
        return due.size();
    }

    private static AuditEvent ended(Caller self, ErasureRows.Kept kept) {
        return AuditEvent.done(self, "retention.end", kept.subscriber().toString())
                .with("purpose", kept.purpose().code())
                .with("retention_version", (long) kept.retentionVersion());
    }

    /** Whether no hold came while the rows were looked for: who places one locks the subscriber first. */
    private boolean isFree(TenantId tenant, ErasureRows.Kept kept) {
        subscribers.lock(tenant, kept.subscriber());
        return !holds.stands(tenant, kept.subscriber());
    }

    private PrivacyMeters.Schedules schedules(TenantId tenant, Instant now) {
        ErasureRows.Counts counts = rows.counts(tenant, now);
        return new PrivacyMeters.Schedules(counts.later(), counts.held(), counts.due(), requests.overdue(tenant, now));
    }

    private Caller self(TenantId tenant) {
        UUID run = ids.next();
        return new Caller(
                Actor.system(tenant, "retention"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
    }
}
