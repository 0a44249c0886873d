package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tokens as rows, found by digest only. */
@Component
public final class TokenRows {
    private static final String INSERT = """
            insert into identity.token (digest, kind, jti, client, tenant_id, scopes, method, issued_at, expires_at)
            values (?, 'access', ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select c.id, c.tenant_id, c.tenant_public, c.name, c.scopes, c.allowed_networks, c.created_at, c.revoked_at,
                   t.jti, t.scopes, t.method, t.issued_at, t.expires_at, t.revoked_at
            from identity.token t join identity.oauth_client c on c.id = t.client
            where t.digest = ?
            """;
    private static final String REVOKE =
            "update identity.token set revoked_at = ? where digest = ? and revoked_at is null";
    private static final String PURGE = """
            delete from identity.token where digest in
              (select digest from identity.token where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;

    TokenRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(byte[] digest, IssuedToken token) {
        jdbc.update(
                INSERT,
                digest,
                token.jti(),
                token.client().id(),
                token.client().tenant().value(),
                token.scopes().stream().map(Scope::value).sorted().toArray(String[]::new),
                token.method(),
                Timestamp.from(token.issuedAt()),
                Timestamp.from(token.expiresAt()));
    }

    public Optional<IssuedToken> find(byte[] digest) {
        return jdbc.query(FIND, (row, number) -> read(row), digest).stream().findFirst();
    }

    /** Whether it was this call that revoked it. */
    public boolean revoke(byte[] digest, Instant now) {
        return jdbc.update(REVOKE, Timestamp.from(now), digest) == 1;
    }

    /** Removes at most {@code limit} tokens that expired before {@code before}; says how many. */
    public int purge(Instant before, int limit) {
        return jdbc.update(PURGE, Timestamp.from(before), limit);
    }

    private static IssuedToken read(ResultSet row) throws SQLException {
        Timestamp revokedAt = row.getTimestamp(14);
        return new IssuedToken(
                row.getObject(9, UUID.class),
                ClientRows.read(row),
                ClientRows.scopes(row, 10),
                row.getString(11),
                row.getTimestamp(12).toInstant(),
                row.getTimestamp(13).toInstant(),
                revokedAt == null ? null : revokedAt.toInstant());
    }
}
