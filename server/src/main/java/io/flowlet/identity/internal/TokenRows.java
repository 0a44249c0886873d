package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Audience;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tokens as rows, found by digest only. */
@Component
public final class TokenRows implements PurgedRows {
    private static final String INSERT = """
            insert into identity.token
              (digest, kind, jti, client, tenant_id, scopes, method, issued_at, expires_at, grant_id, session, account, audience,
               auth_time, break_glass, openid_scopes, cnf_method, cnf)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select c.*, t.jti, t.scopes, t.method, t.issued_at, t.expires_at,
                   case when t.session is not null and s.id is null then t.issued_at else least(t.revoked_at, s.revoked_at) end,
                   t.grant_id, t.session, t.account, t.audience, t.auth_time, t.break_glass, b.id, b.until, t.openid_scopes, t.cnf_method, t.cnf
            from identity.token t
            cross join lateral (
            select\s""" + ClientRows.COLUMNS + """

            from identity.oauth_client where id = t.client) c
            left join identity.session s on s.id = t.session
            left join identity.break_glass b on b.tenant_id = t.tenant_id and b.account = t.account and b.ended_at is null
            where t.digest = ? and t.kind = ?
            """;
    private static final String REVOKE =
            "update identity.token set revoked_at = ? where digest = ? and revoked_at is null";
    private static final String REVOKE_GRANT =
            "update identity.token set revoked_at = ? where grant_id = ? and revoked_at is null";
    private static final String LOCK_GRANT = "select pg_advisory_xact_lock(7391046, hashtext(?))";
    private static final String USED =
            "select used_at, successor, cnf from identity.token where digest = ? and kind = 'refresh'";
    private static final String USE =
            "update identity.token set used_at = ?, successor = ?, cnf_method = ?, cnf = ? where digest = ?";
    private static final String PROLONG = "update identity.token set expires_at = ? where digest = ?";
    private static final String PURGE = """
            delete from identity.token where digest in
              (select digest from identity.token where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private static final int JTI = ClientRows.COUNT + 1;
    private static final int GRANT = JTI + 6;
    private static final int BREAK_GLASS = GRANT + 5;
    private static final int OPEN_ID = BREAK_GLASS + 3;
    private static final int BINDING = OPEN_ID + 1;

    private static final String ACCESS = "access";
    private static final String REFRESH = "refresh";

    private final JdbcTemplate jdbc;

    TokenRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** An access token. */
    public void insert(byte[] digest, IssuedToken token) {
        insert(digest, ACCESS, token);
    }

    /** A refresh token; {@code token.jti()} names the row and nothing else. */
    void insertRefresh(byte[] digest, IssuedToken token) {
        insert(digest, REFRESH, token);
    }

    private void insert(byte[] digest, String kind, IssuedToken token) {
        Optional<PersonGrant> grant = Optional.ofNullable(token.grant());
        jdbc.update(
                INSERT,
                digest,
                kind,
                token.jti(),
                token.client().id(),
                token.client().tenant().value(),
                token.scopes().stream().map(Scope::value).sorted().toArray(String[]::new),
                token.method(),
                Timestamp.from(token.issuedAt()),
                Timestamp.from(token.expiresAt()),
                grant.map(PersonGrant::id).orElse(null),
                grant.map(PersonGrant::session).orElse(null),
                grant.map(PersonGrant::account).orElse(null),
                grant.map(person -> person.audience().code()).orElse(null),
                CodeRows.timestamp(grant.map(PersonGrant::authenticatedAt).orElse(null)),
                token.breakGlass().carried(),
                OpenIdGrants.names(token.openId()),
                member(token.binding()),
                thumbprint(token.binding()));
    }

    /** An access token. */
    public Optional<IssuedToken> find(byte[] digest) {
        return find(digest, ACCESS);
    }

    Optional<IssuedToken> findRefresh(byte[] digest) {
        return find(digest, REFRESH);
    }

    private Optional<IssuedToken> find(byte[] digest, String kind) {
        return jdbc.query(FIND, (row, number) -> read(row), digest, kind).stream()
                .findFirst();
    }

    /** Nobody else adds to the tokens of {@code grant} or ends them until the transaction ends. */
    void lockGrant(UUID grant) {
        jdbc.query(LOCK_GRANT, row -> {}, grant.toString());
    }

    /** How a refresh token was traded for another; empty if it was not. */
    Optional<UsedRefresh> used(byte[] refresh) {
        return jdbc
                .query(
                        USED,
                        (row, number) -> new UsedRefresh(CodeRows.instant(row, 1), row.getBytes(2), row.getString(3)),
                        refresh)
                .stream()
                .filter(UsedRefresh::isUsed)
                .findFirst();
    }

    /** Marks a refresh token as traded for {@code successor} by whoever showed {@code key}. */
    void use(byte[] refresh, Instant now, byte[] successor, @Nullable KeyBinding key) {
        jdbc.update(USE, Timestamp.from(now), successor, member(key), thumbprint(key), refresh);
    }

    /** Ends all tokens of a grant; says how many stood. */
    int revokeGrant(UUID grant, Instant now) {
        lockGrant(grant);
        return jdbc.update(REVOKE_GRANT, Timestamp.from(now), grant);
    }

    void prolong(byte[] digest, Instant expiresAt) {
        jdbc.update(PROLONG, Timestamp.from(expiresAt), digest);
    }

    /** Whether it was this call that revoked it. */
    public boolean revoke(byte[] digest, Instant now) {
        return jdbc.update(REVOKE, Timestamp.from(now), digest) == 1;
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }

    private static IssuedToken read(ResultSet row) throws SQLException {
        Timestamp revokedAt = row.getTimestamp(JTI + 5);
        return new IssuedToken(
                row.getObject(JTI, UUID.class),
                ClientRows.read(row),
                ClientRows.scopes(row, JTI + 1),
                row.getString(JTI + 2),
                row.getTimestamp(JTI + 3).toInstant(),
                row.getTimestamp(JTI + 4).toInstant(),
                revokedAt == null ? null : revokedAt.toInstant(),
                grant(row),
                new TokenBreakGlass(
                        row.getObject(BREAK_GLASS, UUID.class),
                        row.getObject(BREAK_GLASS + 1, UUID.class),
                        CodeRows.instant(row, BREAK_GLASS + 2)),
                OpenIdGrants.scopes(row, OPEN_ID),
                binding(row));
    }

    private static @Nullable KeyBinding binding(ResultSet row) throws SQLException {
        @Nullable String member = row.getString(BINDING);
        return member == null ? null : new KeyBinding(KeyBinding.Kind.of(member), row.getString(BINDING + 1));
    }

    private static @Nullable String member(@Nullable KeyBinding key) {
        return key == null ? null : key.kind().member();
    }

    private static @Nullable String thumbprint(@Nullable KeyBinding key) {
        return key == null ? null : key.thumbprint();
    }

    private static @Nullable PersonGrant grant(ResultSet row) throws SQLException {
        @Nullable String audience = row.getString(GRANT + 3);
        return audience == null
                ? null
                : new PersonGrant(
                        row.getObject(GRANT, UUID.class),
                        row.getObject(GRANT + 1, UUID.class),
                        row.getObject(GRANT + 2, UUID.class),
                        Audience.of(audience).orElseThrow(),
                        CodeRows.instant(row, GRANT + 4));
    }
}
