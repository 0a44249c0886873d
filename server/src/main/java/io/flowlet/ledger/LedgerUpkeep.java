package io.flowlet.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.internal.PartitionAlarm;
import io.flowlet.ledger.internal.Seals;
import io.flowlet.ledger.internal.Snapshots;
import io.flowlet.tenants.KnownTenants;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What the books need beside postings: days' ends, seals, a look at the partitions.
 *
 * <p>Each goes on where it was stopped, does nothing when there is nothing to do, and may run on several instances at once. A tenant whose
 * turn fails is logged and counted, and the others have theirs. Thread-safe.
 */
@Component
public final class LedgerUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerUpkeep.class);

    private final KnownTenants tenants;
    private final Snapshots snapshots;
    private final Seals seals;
    private final PartitionAlarm alarm;
    private final Counter failures;

    LedgerUpkeep(KnownTenants tenants, Snapshots snapshots, Seals seals, PartitionAlarm alarm, MeterRegistry meters) {
        this.tenants = tenants;
        this.snapshots = snapshots;
        this.seals = seals;
        this.alarm = alarm;
        this.failures = Counter.builder("flowlet.ledger.upkeep.failures")
                .description("Turns of a tenant in which its day's ends or seals could not be written")
                .register(meters);
    }

    /** Writes how each account stood at the end of each day that is over by an hour; the number of rows. */
    public long writeDays() {
        return each("days' ends", snapshots::run);
    }

    /** Commits to the transfers that are older than a minute; how many they were. */
    public long seal() {
        return each("seals", seals::run);
    }

    /** Raises the alarm if transfers fell into no month's partition; how many they are. */
    public long watchPartitions() {
        return alarm.look();
    }

    private long each(String what, ToLongFunction<TenantId> turn) {
        long all = 0;
        // the last days of a tenant that has ended, too: what it leaves is closed and sealed like any other's
        for (TenantId tenant : tenants.idsEver()) {
            try {
                all += turn.applyAsLong(tenant);
            } catch (RuntimeException e) {
                failures.increment();
                LOG.error("{} of tenant {} were not written", what, tenant.value(), e);
            }
        }
        return all;
    }
}
