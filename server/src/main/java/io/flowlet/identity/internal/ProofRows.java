package io.flowlet.identity.internal;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Proofs that were used, as digests; one table for all instances. */
@Component
public final class ProofRows {
    private static final String INSERT =
            "insert into identity.dpop_proof (digest, expires_at) values (?, ?) on conflict do nothing";
    private static final String PURGE = """
            delete from identity.dpop_proof where digest in
              (select digest from identity.dpop_proof where expires_at < ? order by expires_at limit ?)
            """;

    private final JdbcTemplate jdbc;

    ProofRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whether it was this call that used it.
     *
     * @param expiresAt from when on nobody would believe the proof anyway
     */
    boolean use(byte[] digest, Instant expiresAt) {
        return jdbc.update(INSERT, digest, Timestamp.from(expiresAt)) == 1;
    }

    /** Removes at most {@code limit} that expired before {@code before}; says how many. */
    public int purge(Instant before, int limit) {
        return jdbc.update(PURGE, Timestamp.from(before), limit);
    }
}
