package io.flowlet.outbox;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes events beside the effect they tell of and hands them on afterwards. Thread-safe. */
@Component
public final class Outbox {
    private static final String INSERT = "insert into outbox.event (tenant_id, id, type, object) values (?, ?, ?, ?)";

    private final JdbcTemplate jdbc;

    Outbox(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes {@code events} in the open transaction of their tenant. */
    public void write(List<OutboxEvent> events) {
        List<Object[]> rows = new ArrayList<>(events.size());
        for (OutboxEvent event : events) {
            rows.add(new Object[] {event.tenant().value(), event.id(), event.type(), event.object()});
        }
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(INSERT, rows);
        }
    }
}
