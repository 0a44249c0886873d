package io.flowlet.audit;

import io.flowlet.database.DatabaseRole;
import io.flowlet.ids.Uuid7;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Transactions of the application that write an event and stay open until they are told to end. */
public final class LateWriters implements AutoCloseable {
    private final AuditContext context;
    private final Map<String, Connection> open = new LinkedHashMap<>();
    private final Deque<Connection> idle = new ArrayDeque<>();

    public LateWriters(AuditContext context) {
        this.context = context;
    }

    public UUID open(String name) throws SQLException {
        return open(name, context.bean(Uuid7.class).next());
    }

    public UUID open(String name, UUID id) throws SQLException {
        Connection connection =
                idle.isEmpty() ? context.database.as(DatabaseRole.APP).getConnection() : idle.pop();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("set local flowlet.tenant = '1'");
        }
        open.put(name, connection);
        write(name, id);
        return id;
    }

    /** A further event in an open transaction. */
    public void write(String name, UUID id) throws SQLException {
        try (var insert = transaction(open.get(name))
                .prepareStatement("insert into audit.event (tenant_id, id, body) values (1, ?, ?)")) {
            insert.setObject(1, id);
            insert.setBytes(2, id.toString().getBytes(StandardCharsets.UTF_8));
            insert.execute();
        }
    }

    public void commit(String name) throws SQLException {
        Connection connection = transaction(open.remove(name));
        connection.commit();
        idle.push(connection);
    }

    public void rollback(String name) throws SQLException {
        Connection connection = transaction(open.remove(name));
        connection.rollback();
        idle.push(connection);
    }

    private static Connection transaction(@Nullable Connection open) {
        return Objects.requireNonNull(open, "no such transaction");
    }

    @Override
    public void close() throws SQLException {
        idle.addAll(open.values());
        open.clear();
        for (Connection connection : idle) {
            connection.close();
        }
    }
}
