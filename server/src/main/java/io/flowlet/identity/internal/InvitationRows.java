package io.flowlet.identity.internal;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Invitations as rows, found by digest only. */
@Component
public final class InvitationRows implements PurgedRows {
    private static final String INSERT =
            "insert into identity.invitation (digest, created_at, expires_at) values (?, ?, ?)";
    private static final String OPEN = """
            select exists (select from identity.invitation where digest = ? and used_at is null and expires_at > ?)
            """;
    private static final String USE = """
            update identity.invitation set used_at = ? where digest = ? and used_at is null and expires_at > ?
            """;
    private static final String PURGE = """
            delete from identity.invitation where digest in (select digest from identity.invitation where expires_at < ? limit ?)
            """;

    private final JdbcTemplate jdbc;

    InvitationRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(byte[] digest, Instant createdAt, Instant expiresAt) {
        jdbc.update(INSERT, digest, Timestamp.from(createdAt), Timestamp.from(expiresAt));
    }

    public boolean isOpen(byte[] digest, Instant now) {
        return Boolean.TRUE.equals(jdbc.queryForObject(OPEN, Boolean.class, digest, Timestamp.from(now)));
    }

    /** Takes it, if it is open; of two at once only one succeeds. */
    public boolean use(byte[] digest, Instant now) {
        return jdbc.update(USE, Timestamp.from(now), digest, Timestamp.from(now)) == 1;
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }
}
