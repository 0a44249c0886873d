package io.flowlet.audit;

import io.flowlet.audit.internal.EventTable;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What the log needs every hour: partitions for the months ahead, and a look whether its protection is in place. Thread-safe, and harmless
 * when several instances do it at once.
 */
@Component
public final class AuditUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(AuditUpkeep.class);
    private static final int MONTHS_AHEAD = 2;

    private final Transactions transactions;
    private final EventTable events;
    private final AuditGuard guard;
    private final AtomicInteger faults = new AtomicInteger();

    AuditUpkeep(Transactions transactions, EventTable events, JdbcTemplate jdbc, MeterRegistry meters) {
        this.transactions = transactions;
        this.events = events;
        this.guard = new AuditGuard(jdbc);
        Gauge.builder("flowlet.audit.guard.faults", faults, AtomicInteger::get)
                .description("Triggers, rights, policies and partitions of the audit log that are not as they must be")
                .register(meters);
    }

    /** Does it once; every fault found is an error in the log and counted in {@code flowlet.audit.guard.faults}. */
    public List<AuditGuard.Fault> run() {
        int made = transactions.control(() -> events.makePartitions(MONTHS_AHEAD));
        if (made > 0) {
            LOG.info("made {} partitions of audit.event", made);
        }
        List<AuditGuard.Fault> found = transactions.control(guard::faults);
        found.forEach(fault -> LOG.error("audit log: {}; to mend it: {}", fault.what(), fault.fix()));
        faults.set(found.size());
        return found;
    }
}
