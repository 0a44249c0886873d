package io.flowlet.outbox;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.tenants.Transactions;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes events beside the effect they tell of and hands them on afterwards. A row lives until every listener has taken it. Thread-safe, on
 * any number of instances.
 */
@Component
public final class Outbox {
    private static final int CHUNK = 500;
    private static final MultiRow<OutboxEvent> INSERT = new MultiRow<>(
            "insert into outbox.event (tenant_id, id, type, object) values", "(?, ?, ?, ?)", "", Outbox::bind);
    private static final String TAKE = """
            select id, type, object from outbox.event where tenant_id = ? order by id limit ? for update skip locked
            """;
    private static final String DELETE = "delete from outbox.event where tenant_id = ? and id = any (?)";

    private final JdbcTemplate jdbc;
    private final Transactions transactions;
    private final List<OutboxListener> listeners;

    Outbox(JdbcTemplate jdbc, Transactions transactions, List<OutboxListener> listeners) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.listeners = listeners;
    }

    /** Writes {@code events} in the open transaction of their tenant. */
    public void write(List<OutboxEvent> events) {
        INSERT.write(jdbc, events);
    }

    private static void bind(PreparedStatement statement, int at, OutboxEvent event) throws SQLException {
        statement.setInt(at, event.tenant().value());
        statement.setObject(at + 1, event.id());
        statement.setString(at + 2, event.type());
        statement.setString(at + 3, event.object());
    }

    /**
     * Hands the oldest events of {@code tenant} to every listener and forgets them; what another instance holds is left to it. A listener
     * that throws leaves all of them for the next time.
     *
     * @return how many were taken, at most 500
     */
    public int drain(TenantId tenant) {
        return transactions.in(tenant, () -> {
            List<OutboxEvent> events = jdbc.query(
                    TAKE,
                    (row, number) ->
                            new OutboxEvent(row.getObject(1, UUID.class), tenant, row.getString(2), row.getString(3)),
                    tenant.value(),
                    CHUNK);
            for (OutboxEvent event : events) {
                listeners.forEach(listener -> listener.on(event));
            }
            UUID[] taken = events.stream().map(OutboxEvent::id).toArray(UUID[]::new);
            return taken.length == 0 ? 0 : delete(tenant, taken);
        });
    }

    private int delete(TenantId tenant, UUID[] taken) {
        return jdbc.update(connection -> {
            var statement = connection.prepareStatement(DELETE);
            Array ids = connection.createArrayOf("uuid", taken);
            statement.setInt(1, tenant.value());
            statement.setArray(2, ids);
            return statement;
        });
    }
}
