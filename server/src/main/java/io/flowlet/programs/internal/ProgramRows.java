package io.flowlet.programs.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.programs.Program;
import io.flowlet.programs.ProgramId;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.TenantMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Programs and tenants as rows. */
@Component
public final class ProgramRows {
    private static final String NEXT_TENANT = "select nextval('programs.tenant_number')";
    private static final String INSERT = "insert into programs.program (id, name, created_at) values (?, ?, ?)";
    private static final String INSERT_TENANT =
            "insert into programs.tenant (id, public_id, program, mode, time_zone) values (?, ?, ?, ?, ?)";
    private static final String FIND = """
            select p.id, p.name, p.created_at,
                   live.id, live.public_id, live.mode, live.time_zone, test.id, test.public_id, test.mode, test.time_zone
            from programs.program p
            join programs.tenant live on live.program = p.id and live.mode = 'live'
            join programs.tenant test on test.program = p.id and test.mode = 'test'
            where p.id = ?
            """;
    private static final String LIST = """
            select p.id, p.name, p.created_at,
                   live.id, live.public_id, live.mode, live.time_zone, test.id, test.public_id, test.mode, test.time_zone
            from programs.program p
            join programs.tenant live on live.program = p.id and live.mode = 'live'
            join programs.tenant test on test.program = p.id and test.mode = 'test'
            where ?::uuid is null or p.id < ? order by p.id desc limit ?
            """;
    private static final String FIND_TENANT = "select id, public_id, mode, time_zone from programs.tenant where id = ?";
    private static final String FIND_PUBLIC =
            "select id, public_id, mode, time_zone from programs.tenant where public_id = ?";
    private static final String ENDED = "select tenant from programs.key_destruction where state = 'carried_out'";
    private static final String ALL_TENANTS = "select id, public_id, mode, time_zone from programs.tenant order by id";

    private static final int LIVE = 4;
    private static final int TEST = 8;

    private final JdbcTemplate jdbc;

    ProgramRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A number that no tenant had before. */
    public TenantId nextTenant() {
        Integer number = jdbc.queryForObject(NEXT_TENANT, Integer.class);
        if (number == null) {
            throw new IllegalStateException("a sequence always has a next value");
        }
        return new TenantId(number);
    }

    /** The program with its tenants. */
    public void insert(Program program) {
        jdbc.update(INSERT, program.id().value(), program.name(), Timestamp.from(program.createdAt()));
        for (Tenant tenant : program.tenants()) {
            jdbc.update(
                    INSERT_TENANT,
                    tenant.id().value(),
                    tenant.publicUuid(),
                    program.id().value(),
                    tenant.mode().code(),
                    tenant.timeZone().getId());
        }
    }

    public Optional<Program> find(ProgramId id) {
        return jdbc.query(FIND, (row, number) -> read(row), id.value()).stream().findFirst();
    }

    public List<Program> list(@Nullable UUID before, int limit) {
        return jdbc.query(LIST, (row, number) -> read(row), before, before, limit);
    }

    public Optional<Tenant> findTenant(TenantId id) {
        return jdbc.query(FIND_TENANT, (row, number) -> tenant(row, 1), id.value()).stream()
                .findFirst();
    }

    /** The tenant that {@code ten_…} shows as this. */
    public Optional<Tenant> findTenant(UUID publicId) {
        return jdbc.query(FIND_PUBLIC, (row, number) -> tenant(row, 1), publicId).stream()
                .findFirst();
    }

    /** Those whose keys were destroyed. */
    public Set<TenantId> endedTenants() {
        return Set.copyOf(jdbc.query(ENDED, (row, number) -> new TenantId(row.getInt(1))));
    }

    public List<Tenant> allTenants() {
        return jdbc.query(ALL_TENANTS, (row, number) -> tenant(row, 1));
    }

    private static Program read(ResultSet row) throws SQLException {
        return new Program(
                new ProgramId(row.getObject(1, UUID.class)),
                row.getString(2),
                row.getTimestamp(3).toInstant(),
                List.of(tenant(row, LIVE), tenant(row, TEST)));
    }

    private static Tenant tenant(ResultSet row, int first) throws SQLException {
        return new Tenant(
                new TenantId(row.getInt(first)),
                row.getObject(first + 1, UUID.class),
                TenantMode.of(row.getString(first + 2)),
                ZoneId.of(row.getString(first + 3)));
    }
}
