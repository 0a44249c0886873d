package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.ledger.internal.engine.Reversed;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What has moved back of each transfer. Whoever changes a row has locked both accounts of the transfer, so the rows need no lock. Every method
 * works inside the open transaction of the tenant. Thread-safe.
 */
@Component
public final class ReversalRows {
    // one by one: see IdempotencyStore
    private static final String FIND = """
            select found.* from unnest(?::uuid[]) as wanted (transfer_id)
            cross join lateral (
              select r.transfer_id, r.amount, r.reversed from ledger.reversal r
              where r.tenant_id = ? and r.transfer_id = wanted.transfer_id offset 0
            ) as found
            """;
    private static final MultiRow<Row> WRITE = new MultiRow<>(
            "insert into ledger.reversal (tenant_id, transfer_id, amount, reversed) values",
            "(?, ?, ?, ?)",
            "on conflict (tenant_id, transfer_id) do update set reversed = excluded.reversed",
            (statement, at, row) -> {
                statement.setInt(at, row.tenant().value());
                statement.setObject(at + 1, row.reversed().transfer());
                statement.setLong(at + 2, row.reversed().movedMinor());
                statement.setLong(at + 3, row.reversed().reversedMinor());
            });

    private final JdbcTemplate jdbc;

    ReversalRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(TenantId tenant, Reversed reversed) {}

    /** Those of the transfers of which something has moved back. */
    List<Reversed> find(TenantId tenant, Collection<UUID> transfers) {
        if (transfers.isEmpty()) {
            return List.of();
        }
        return jdbc.query(
                FIND,
                (row, i) -> new Reversed(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3)),
                transfers.toArray(UUID[]::new),
                tenant.value());
    }

    void write(TenantId tenant, List<Reversed> changed) {
        WRITE.write(jdbc, changed.stream().map(each -> new Row(tenant, each)).toList());
    }
}
