package io.flowlet.ledger.internal;

import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Says that transfers fell into no month, because nobody made the partitions in time. They are safe there, and found; but a month whose rows
 * lie there cannot get a partition of its own, so it is a fault that somebody has to mend. No reason to send requests elsewhere. Thread-safe.
 */
@Component
public final class PartitionAlarm implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionAlarm.class);

    /** Counting goes on to here: how many more there are makes no difference. */
    private static final int MOST = 10_000;

    private static final String COUNT = "select ledger.default_partition_rows(?)";

    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final AtomicLong rows = new AtomicLong();

    PartitionAlarm(Transactions transactions, JdbcTemplate jdbc, MeterRegistry meters) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        Gauge.builder("flowlet.ledger.default_partition.rows", rows, AtomicLong::get)
                .description("Transfers that fell into no month's partition, counted to " + MOST)
                .register(meters);
    }

    /** Counts once; to be called every hour. */
    public long look() {
        long found = transactions.control(() -> Objects.requireNonNull(jdbc.queryForObject(COUNT, Long.class, MOST)));
        rows.set(found);
        if (found > 0) {
            LOG.error(
                    "{}{} transfers lie in ledger.transfer_default: move them into partitions of their months",
                    found == MOST ? "at least " : "",
                    found);
        }
        return found;
    }

    @Override
    public Health health() {
        return Health.up().withDetail("default_partition_rows", rows.get()).build();
    }
}
