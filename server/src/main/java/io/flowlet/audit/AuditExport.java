package io.flowlet.audit;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.internal.TreeTables;
import io.flowlet.sdk.audit.Progress;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.VerifierKey;
import io.flowlet.tlog.export.ExportPlan;
import io.flowlet.tlog.export.ExportScope;
import io.flowlet.tlog.export.ExportWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Writes the log into a directory that anybody can verify without this server: the tree, its checkpoints, and bodies.
 *
 * <p>Shows one moment of the database, whatever is written meanwhile; keeps no writer waiting; its memory does not grow with the log. It
 * writes what is stored, right or wrong: to find out which is the verifier's work. Thread-safe.
 */
public final class AuditExport {
    private static final int ROWS_AT_ONCE = 1_000;
    private static final int EVENTS_PER_PROGRESS = 1_000;
    private static final String KEYS = "select vkey from audit.log_key order by at, vkey";
    private static final String EARLIER = "select note from audit.checkpoint where size < ? order by size";
    private static final String EVENTS = """
            select l.index, e.body, e.pii
            from audit.leaf l
            join audit.event e on e.xact = l.xact and e.id = l.id and e.tenant_id = l.tenant_id
            where l.index < ? and (?::int is null or l.tenant_id = ?)
            order by -l.index desc
            """;

    private final DataSource reader;
    private final Clock clock;

    /** @param reader connects as {@code flowlet_reader}, which sees all tenants and can write nothing */
    public AuditExport(DataSource reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * What was written.
     *
     * @param size entries in the exported tree
     * @param bodies of events
     */
    public record Exported(long size, long bodies) {}

    /**
     * Exports the bodies of all tenants; an operator's archive.
     *
     * @param directory new or empty
     * @return empty if nothing is in the log yet
     * @throws IOException if the directory is not empty or cannot be written
     */
    public Optional<Exported> writeAll(Path directory, Progress progress) throws IOException, SQLException {
        return write(directory, Optional.empty(), progress);
    }

    /** As {@link #writeAll}, with the bodies of one tenant only: to be handed to its auditor. */
    public Optional<Exported> writeTenant(Path directory, TenantId tenant, Progress progress)
            throws IOException, SQLException {
        return write(directory, Optional.of(tenant), progress);
    }

    private Optional<Exported> write(Path directory, Optional<TenantId> tenant, Progress progress)
            throws IOException, SQLException {
        try (Connection connection = reader.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            jdbc.setFetchSize(ROWS_AT_ONCE);
            TreeTables tree = new TreeTables(jdbc);
            Optional<String> note = tree.latestNote();
            if (note.isEmpty()) {
                return Optional.empty();
            }
            ExportScope scope = tenant.map(id -> ExportScope.ofTenant(Integer.toString(id.value())))
                    .orElseGet(ExportScope::all);
            SignedNote head = SignedNote.parse(note.get());
            long size = Checkpoint.of(head).size();
            ExportPlan plan =
                    new ExportPlan(head, keys(jdbc), scope, clock.instant().truncatedTo(ChronoUnit.SECONDS));
            try (ExportWriter writer = ExportWriter.create(directory, plan)) {
                writer.tiles(tree);
                jdbc.query(EARLIER, writing(row -> writer.checkpoint(parse(row.getString(1)))), size);
                long bodies = events(jdbc, size, tenant, writer, progress);
                writer.finish();
                return Optional.of(new Exported(size, bodies));
            }
        } catch (Malformed e) {
            throw new IllegalStateException("a stored checkpoint or key is not readable: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<VerifierKey> keys(JdbcTemplate jdbc) throws Malformed {
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : jdbc.queryForList(KEYS, String.class)) {
            keys.add(VerifierKey.parse(vkey));
        }
        return keys;
    }

    private static long events(
            JdbcTemplate jdbc, long size, Optional<TenantId> tenant, ExportWriter writer, Progress progress) {
        Integer only = tenant.map(TenantId::value).orElse(null);
        long[] bodies = {0};
        jdbc.query(
                EVENTS,
                writing(row -> {
                    long index = row.getLong(1);
                    writer.event(index, row.getBytes(2), row.getBytes(3));
                    if (bodies[0]++ % EVENTS_PER_PROGRESS == 0) {
                        progress.at(index, size);
                    }
                }),
                size,
                only,
                only);
        progress.at(size, size);
        return bodies[0];
    }

    private static SignedNote parse(String note) {
        try {
            return SignedNote.parse(note);
        } catch (Malformed e) {
            throw new IllegalStateException("a stored checkpoint is not readable: " + e.getMessage(), e);
        }
    }

    /** What is done with a row, which may fail to write. */
    @FunctionalInterface
    private interface Writing {
        void row(ResultSet row) throws SQLException, IOException;
    }

    private static RowCallbackHandler writing(Writing writing) {
        return row -> {
            try {
                writing.row(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
