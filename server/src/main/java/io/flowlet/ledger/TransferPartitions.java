package io.flowlet.ledger;

import io.flowlet.tenants.Transactions;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes the months ahead that transfers will fall into; to be asked once a day. Thread-safe, also over instances. */
@Component
public final class TransferPartitions {
    /** So long may nobody look after a running installation. */
    private static final int MONTHS_AHEAD = 6;

    private static final String MAKE = "select ledger.make_partitions(?)";

    private final Transactions transactions;
    private final JdbcTemplate jdbc;

    TransferPartitions(Transactions transactions, JdbcTemplate jdbc) {
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /** Makes what is missing; how many partitions that were. */
    public int makeAhead() {
        return transactions.control(
                () -> Objects.requireNonNull(jdbc.queryForObject(MAKE, Integer.class, MONTHS_AHEAD)));
    }
}
