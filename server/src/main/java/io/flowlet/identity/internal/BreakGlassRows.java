package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.identity.BreakGlass;
import io.flowlet.identity.StaffRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Break-glass roles as rows. */
@Component
public final class BreakGlassRows {
    private static final String INSERT = """
            insert into identity.break_glass (id, tenant_id, account, role, approval, began_at, until)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;
    private static final String ON = """
            select id, tenant_id, account, role, approval, began_at, until, ended_at, ended_by
            from identity.break_glass where tenant_id = ? and account = ? and ended_at is null
            """;
    private static final String FIND = """
            select id, tenant_id, account, role, approval, began_at, until, ended_at, ended_by
            from identity.break_glass where tenant_id = ? and id = ?
            """;
    private static final String ALL_ON = """
            select id, tenant_id, account, role, approval, began_at, until, ended_at, ended_by
            from identity.break_glass where tenant_id = ? and ended_at is null
            """;
    private static final String LIST = """
            select id, tenant_id, account, role, approval, began_at, until, ended_at, ended_by
            from identity.break_glass where tenant_id = ? and (?::uuid is null or id < ?) order by id desc limit ?
            """;
    private static final String END = """
            update identity.break_glass set ended_at = ?, ended_by = ? where tenant_id = ? and id = ? and ended_at is null
            """;

    private final JdbcTemplate jdbc;

    BreakGlassRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it is there now; false if one is on for the person. */
    public boolean insert(BreakGlass begun) {
        return jdbc.update(
                        INSERT,
                        begun.id(),
                        begun.tenant().value(),
                        begun.account(),
                        begun.role().code(),
                        begun.approval(),
                        Timestamp.from(begun.beganAt()),
                        Timestamp.from(begun.until()))
                == 1;
    }

    /** The one that nobody ended, also when its time is over; there is one at most. */
    public Optional<BreakGlass> on(TenantId tenant, UUID account) {
        return jdbc.query(ON, (row, number) -> read(row), tenant.value(), account).stream()
                .findFirst();
    }

    /** All of a tenant that nobody ended. */
    public List<BreakGlass> on(TenantId tenant) {
        return jdbc.query(ALL_ON, (row, number) -> read(row), tenant.value());
    }

    public Optional<BreakGlass> find(TenantId tenant, UUID id) {
        return jdbc.query(FIND, (row, number) -> read(row), tenant.value(), id).stream()
                .findFirst();
    }

    /** Newest first. */
    public List<BreakGlass> list(TenantId tenant, Paging paging) {
        UUID before = paging.before();
        return jdbc.query(LIST, (row, number) -> read(row), tenant.value(), before, before, paging.rows());
    }

    /** Whether it was this call that ended it. */
    public boolean end(BreakGlass ended) {
        return jdbc.update(
                        END,
                        Timestamp.from(Objects.requireNonNull(ended.endedAt())),
                        ended.endedBy(),
                        ended.tenant().value(),
                        ended.id())
                == 1;
    }

    private static BreakGlass read(ResultSet row) throws SQLException {
        return new BreakGlass(
                row.getObject(1, UUID.class),
                new TenantId(row.getInt(2)),
                row.getObject(3, UUID.class),
                StaffRole.of(row.getString(4)).orElseThrow(),
                row.getObject(5, UUID.class),
                instant(row, 6),
                instant(row, 7),
                CodeRows.instant(row, 8),
                row.getString(9));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}
