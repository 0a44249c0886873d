package io.flowlet.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What must be true of the database before anything is served; looked at as the role that will serve.
 *
 * <p>Refused, in this order: a database that cannot be reached, a server below PostgreSQL 15, a role that could step over row-level security
 * or change the schema, a schema that this build does not know, a tenant table without its policy, an append-only table without its
 * triggers or with rights to change it, a clock more than two seconds off. Reads only. Thread-safe.
 */
public final class DatabaseGuard {
    private static final int OLDEST_SERVER = 150_000;
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final DataSource app;
    private final Clock clock;

    /** @param app connects as {@link DatabaseRole#APP} */
    public DatabaseGuard(DataSource app, Clock clock) {
        this.app = app;
        this.clock = clock;
    }

    /** Everything that must be mended; empty when the server may start. */
    public List<DatabaseFault> faults() {
        try (Connection connection = app.getConnection()) {
            JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            List<DatabaseFault> faults = new ArrayList<>();
            faults.addAll(server(jdbc));
            faults.addAll(RoleCheck.faults(jdbc));
            List<DatabaseFault> schema = schema(jdbc);
            faults.addAll(schema);
            if (schema.isEmpty()) {
                faults.addAll(ProtectionCheck.faults(jdbc, TableClasses.all()));
            }
            faults.addAll(clock(jdbc));
            return List.copyOf(faults);
        } catch (SQLException e) {
            return List.of(unreachable(e));
        }
    }

    private static List<DatabaseFault> server(JdbcTemplate jdbc) {
        int version = Objects.requireNonNull(
                jdbc.queryForObject("select current_setting('server_version_num')::int", Integer.class));
        return version >= OLDEST_SERVER
                ? List.of()
                : List.of(new DatabaseFault(
                        "the server is PostgreSQL " + version / 10_000, "Flowlet needs PostgreSQL 15 or later"));
    }

    private static List<DatabaseFault> schema(JdbcTemplate jdbc) {
        SchemaDifference difference = SchemaDifference.of(jdbc);
        List<DatabaseFault> faults = new ArrayList<>();
        if (!difference.pending().isEmpty()) {
            faults.add(new DatabaseFault(
                    "the schema is behind this build: " + some(difference.pending()) + " not applied",
                    "./flowlet migrate"));
        }
        if (!difference.unknown().isEmpty()) {
            faults.add(new DatabaseFault(
                    "the schema is ahead of this build, or altered: " + some(difference.unknown()),
                    "start the build that last migrated this database"));
        }
        return faults;
    }

    private List<DatabaseFault> clock(JdbcTemplate jdbc) {
        Instant before = clock.instant();
        Instant theirs = Objects.requireNonNull(jdbc.queryForObject("select clock_timestamp()", OffsetDateTime.class))
                .toInstant();
        Instant after = clock.instant();
        Duration off = theirs.isBefore(before)
                ? Duration.between(theirs, before)
                : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
        return off.compareTo(CLOCK_TOLERANCE) <= 0
                ? List.of()
                : List.of(new DatabaseFault(
                        "this machine's clock and the database's are " + off.toSeconds() + " s apart",
                        "let NTP set both clocks"));
    }

    private static DatabaseFault unreachable(SQLException e) {
        return switch (Objects.requireNonNullElse(e.getSQLState(), "")) {
            case "28P01", "28000" ->
                new DatabaseFault(
                        "the password of flowlet_app is refused, or the role is missing",
                        "run deploy/postgres/roles.sql, set its password, and give it as FLOWLET_DATABASE_APP_PASSWORD");
            case "3D000" ->
                new DatabaseFault(
                        "the database does not exist", "create database flowlet; then deploy/postgres/roles.sql");
            default ->
                new DatabaseFault(
                        "cannot connect: "
                                + Objects.requireNonNullElse(e.getMessage(), e.toString())
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                        "is PostgreSQL running there, and is flowlet.database.url right?");
        };
    }

    private static String some(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }
}
