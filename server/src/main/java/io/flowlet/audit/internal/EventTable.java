package io.flowlet.audit.internal;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code audit.event}: written many rows a statement. Thread-safe. */
@Component
public final class EventTable {
    private static final String INSERT = "insert into audit.event (tenant_id, id, body) values (?, ?, ?)";
    private static final String ROW = ", (?, ?, ?)";
    private static final int CHUNK = 256;

    private final JdbcTemplate jdbc;

    EventTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes {@code rows} in the open transaction. */
    public void insert(List<EventRow> rows) {
        int from = 0;
        while (from < rows.size()) {
            // powers of two, so that few texts have to be prepared
            int size = Math.min(CHUNK, Integer.highestOneBit(rows.size() - from));
            insertChunk(rows.subList(from, from + size));
            from += size;
        }
    }

    private void insertChunk(List<EventRow> rows) {
        List<Object> values = new ArrayList<>(rows.size() * 3);
        for (EventRow row : rows) {
            values.add(row.tenant().value());
            values.add(row.id());
            values.add(row.body());
        }
        jdbc.update(INSERT + ROW.repeat(rows.size() - 1), values.toArray());
    }
}
