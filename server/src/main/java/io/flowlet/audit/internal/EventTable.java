package io.flowlet.audit.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditId;
import io.flowlet.audit.RecordedEvent;
import io.flowlet.database.MultiRow;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code audit.event}: written many rows a statement, read in the order of the log. Thread-safe. */
@Component
public final class EventTable implements SealedColumns {
    /** Written by nobody so far; the body commits to its hash. */
    private static final SealedColumn PERSONAL =
            SealedColumn.in("audit.event", "pii").row("id").committed();

    private static final MultiRow<EventRow> INSERT =
            new MultiRow<>("insert into audit.event (tenant_id, id, body) values", "(?, ?, ?)", "", EventTable::bind);
    private static final String MAKE_PARTITIONS = "select audit.make_partitions(?)";
    // the page first and in the order of its index: no plan may look through a tenant, let alone the log, to find the
    // newest events.
    // A body that an owner removed leaves its entry.
    private static final String PLACE = "select index from audit.leaf where tenant_id = ? and id = ?";
    private static final String LIST = """
            with page as materialized (
              select l.index, l.xact, l.id, l.tenant_id
              from audit.leaf l
              where l.tenant_id = ? and l.index < ?
              order by l.index desc
              limit ?)
            select p.id, p.index, e.body
            from page p
            left join audit.event e on e.xact = p.xact and e.id = p.id and e.tenant_id = p.tenant_id
            order by p.index desc
            """;
    // one statement: between two the sequencer could take the event from the second place to the first
    private static final String FIND = """
            select l.id, l.index, e.body
            from audit.leaf l
            join audit.event e on e.xact = l.xact and e.id = l.id and e.tenant_id = l.tenant_id
            where l.tenant_id = ? and l.id = ?
            union all
            select e.id, null, e.body
            from audit.event e
            where e.xact >= (select low from audit.head) and e.tenant_id = ? and e.id = ?
              and not exists (select from audit.leaf l where l.id = e.id and l.xact = e.xact)
            """;

    private final JdbcTemplate jdbc;

    EventTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(PERSONAL);
    }

    /** Writes {@code rows} in the open transaction. */
    public void insert(List<EventRow> rows) {
        INSERT.write(jdbc, rows);
    }

    /** Sequenced events of {@code tenant}, newest first; none if {@code before} is not one of them. */
    public List<RecordedEvent> list(TenantId tenant, @Nullable UUID before, int limit) {
        long below = before == null ? Long.MAX_VALUE : place(tenant, before).orElse(0L);
        return jdbc.query(LIST, (row, number) -> event(row), tenant.value(), below, limit);
    }

    private Optional<Long> place(TenantId tenant, UUID id) {
        return jdbc.queryForList(PLACE, Long.class, tenant.value(), id).stream().findFirst();
    }

    /** The event, whether it has its leaf already or not. */
    public Optional<RecordedEvent> find(TenantId tenant, AuditId id) {
        Object[] both = {tenant.value(), id.value(), tenant.value(), id.value()};
        return jdbc.query(FIND, (row, number) -> event(row), both).stream().findFirst();
    }

    /** Makes the partitions of this month and of so many months after it, where they are missing; says how many it made. */
    public int makePartitions(int monthsAhead) {
        return Objects.requireNonNull(jdbc.queryForObject(MAKE_PARTITIONS, Integer.class, monthsAhead));
    }

    private static RecordedEvent event(ResultSet row) throws SQLException {
        byte[] body = row.getBytes(3);
        return new RecordedEvent(
                new AuditId(row.getObject(1, UUID.class)),
                row.getObject(2, Long.class),
                body == null ? null : new String(body, StandardCharsets.UTF_8));
    }

    private static void bind(PreparedStatement statement, int at, EventRow row) throws SQLException {
        statement.setInt(at, row.tenant().value());
        statement.setObject(at + 1, row.id());
        statement.setBytes(at + 2, row.body());
    }
}
