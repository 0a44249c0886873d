package io.flowlet.identity.internal;

import io.flowlet.identity.Revocable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;

/** The rows of the feed, which triggers write. */
@Component
public final class RevocationRows {
    /** One statement, hence one snapshot: what is not in it belongs to a transaction at or after the oldest that runs. */
    private static final String HEAR = """
            select pg_is_in_recovery(), pg_snapshot_xmin(now.snapshot)::text, r.seq, r.kind, r.subject
            from (select pg_current_snapshot() as snapshot) now
            left join identity.revocation r on r.xact >= coalesce(?::xid8, pg_snapshot_xmin(now.snapshot))
            """;

    private static final String PURGE = """
            delete from identity.revocation where seq in
              (select seq from identity.revocation where happened_at < ? order by happened_at limit ?)
            """;

    private final JdbcTemplate jdbc;

    RevocationRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An answer of the database.
     *
     * @param standby whether it came from a database that only follows another, and may be behind
     * @param from where to go on from: the oldest transaction that ran at that moment
     * @param events by their number; also those heard before, while a transaction of their time still runs
     */
    public record Heard(boolean standby, String from, Map<Long, Revocable> events) {
        public Heard {
            events = Map.copyOf(events);
        }
    }

    /** What stands in the feed from the transaction {@code from} on; with null from this moment on. */
    public Heard hear(@Nullable String from) {
        ResultSetExtractor<Heard> reading = RevocationRows::read;
        return Objects.requireNonNull(jdbc.query(HEAR, reading, from));
    }

    /** Removes at most {@code limit} rows of before {@code before}; says how many. */
    public int purge(Instant before, int limit) {
        return jdbc.update(PURGE, Timestamp.from(before), limit);
    }

    private static Heard read(ResultSet row) throws SQLException {
        boolean standby = false;
        String from = "";
        Map<Long, Revocable> events = new HashMap<>();
        while (row.next()) {
            standby = row.getBoolean(1);
            from = row.getString(2);
            UUID subject = row.getObject(5, UUID.class);
            if (subject != null) {
                events.put(row.getLong(3), new Revocable(row.getString(4), subject));
            }
        }
        return new Heard(standby, from, events);
    }
}
