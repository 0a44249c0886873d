package io.flowlet.identity.internal;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Assertions that were used, known by every instance until they have expired. */
@Component
public final class AssertionRows {
    private static final String USE =
            "insert into identity.used_assertion (digest, expires_at) values (?, ?) on conflict do nothing";
    private static final String PURGE = """
            delete from identity.used_assertion where digest in
              (select digest from identity.used_assertion where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;

    AssertionRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this was its first use. */
    boolean use(byte[] digest, Instant expiresAt) {
        return jdbc.update(USE, digest, Timestamp.from(expiresAt)) == 1;
    }

    /** Removes at most {@code limit} that expired before {@code before}; says how many. */
    public int purge(Instant before, int limit) {
        return jdbc.update(PURGE, Timestamp.from(before), limit);
    }
}
