package io.flowlet.programs.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.programs.KeyDestruction;
import io.flowlet.programs.KeyDestructionId;
import io.flowlet.programs.KeyDestructionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Requests to destroy a tenant's keys, as rows; in any transaction. */
@Component
public final class KeyDestructionRows {
    private static final String INSERT = """
            insert into programs.key_destruction (id, tenant, reference, state, requested_by, requested_at)
            values (?, ?, ?, 'requested', ?, ?)
            on conflict (tenant) where state in ('requested', 'approved', 'carried_out') do nothing
            """;
    private static final String SELECT = """
            select id, tenant, reference, state, requested_by, requested_at, approved_by, approved_at, earliest_at, ended_by, ended_at
            from programs.key_destruction
            """;
    private static final String FIND = SELECT + "where id = ?";
    private static final String LOCK = FIND + " for update";
    private static final String OPEN =
            SELECT + "where tenant = ? and state in ('requested', 'approved', 'carried_out')";
    private static final String LIST = SELECT + "where ?::uuid is null or id < ? order by id desc limit ?";
    private static final String DUE = SELECT + "where state = 'approved' and earliest_at <= ? order by id";
    private static final String CARRIED_OUT = SELECT + "where state = 'carried_out' order by tenant";
    /** Who asked and who agreed stands in the database that was lost. */
    private static final String AGAIN = """
            insert into programs.key_destruction (
              id, tenant, reference, state, requested_by, requested_at, approved_by, approved_at, earliest_at, ended_by, ended_at)
            select ?, ?, 'list of erasures', 'carried_out', 'list of erasures', day_before, ?, day_before, done_at, ?, done_at
            from (select ?::timestamptz as done_at, ?::timestamptz - interval '24 hours' as day_before) t
            """;

    private static final String APPROVE = """
            update programs.key_destruction set state = 'approved', approved_by = ?, approved_at = ?, earliest_at = ? where id = ?
            """;
    private static final String END =
            "update programs.key_destruction set state = ?, ended_by = ?, ended_at = ? where id = ?";

    private final JdbcTemplate jdbc;
    private final ProgramRows programs;

    KeyDestructionRows(JdbcTemplate jdbc, ProgramRows programs) {
        this.jdbc = jdbc;
        this.programs = programs;
    }

    /** False if the tenant has an open one, or its keys are gone. */
    public boolean insert(KeyDestruction asked) {
        return jdbc.update(
                        INSERT,
                        asked.id().value(),
                        asked.tenant().id().value(),
                        asked.reference(),
                        asked.requestedBy(),
                        Timestamp.from(asked.requestedAt()))
                == 1;
    }

    public Optional<KeyDestruction> find(KeyDestructionId id) {
        return jdbc.query(FIND, this::read, id.value()).stream().findFirst();
    }

    /** As {@link #find}, and nobody changes it until the transaction ends. */
    public Optional<KeyDestruction> lock(KeyDestructionId id) {
        return jdbc.query(LOCK, this::read, id.value()).stream().findFirst();
    }

    /** What stands in the way of another one for this tenant. */
    public Optional<KeyDestruction> standing(TenantId tenant) {
        return jdbc.query(OPEN, this::read, tenant.value()).stream().findFirst();
    }

    public List<KeyDestruction> list(Paging paging) {
        return jdbc.query(LIST, this::read, paging.before(), paging.before(), paging.rows());
    }

    public List<KeyDestruction> due(Instant now) {
        return jdbc.query(DUE, this::read, Timestamp.from(now));
    }

    public List<KeyDestruction> carriedOut() {
        return jdbc.query(CARRIED_OUT, this::read);
    }

    /** Notes in a restored database that it was done at {@code at}. */
    public void insertAgain(KeyDestructionId id, TenantId tenant, Instant at, String by) {
        Timestamp when = Timestamp.from(at);
        jdbc.update(AGAIN, id.value(), tenant.value(), by, by, when, when);
    }

    public void approve(KeyDestructionId id, String by, Instant at, Instant earliest) {
        jdbc.update(APPROVE, by, Timestamp.from(at), Timestamp.from(earliest), id.value());
    }

    public void end(KeyDestructionId id, KeyDestructionState state, String by, Instant at) {
        jdbc.update(END, state.code(), by, Timestamp.from(at), id.value());
    }

    private KeyDestruction read(ResultSet row, int number) throws SQLException {
        return new KeyDestruction(
                new KeyDestructionId(row.getObject(1, UUID.class)),
                programs.findTenant(new TenantId(row.getInt(2))).orElseThrow(),
                row.getString(3),
                KeyDestructionState.of(row.getString(4)),
                row.getString(5),
                row.getTimestamp(6).toInstant(),
                row.getString(7),
                instant(row.getTimestamp(8)),
                instant(row.getTimestamp(9)),
                row.getString(10),
                instant(row.getTimestamp(11)));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
