package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Authorization codes as rows, found by digest only. */
@Component
public final class CodeRows implements PurgedRows {
    private static final String INSERT = """
            insert into identity.authorization_code
              (digest, grant_id, client, tenant_id, account, audience, session, redirect_uri, challenge, scopes, issued_at, expires_at,
               auth_time, dpop_jkt)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String LOCK = """
            select grant_id, session, account, audience, redirect_uri, challenge, scopes, expires_at, used_at, auth_time, dpop_jkt
            from identity.authorization_code where digest = ? and client = ? and tenant_id = ? for update
            """;
    private static final String USE = "update identity.authorization_code set used_at = ? where digest = ?";
    private static final String PURGE = """
            delete from identity.authorization_code where digest in
              (select digest from identity.authorization_code where expires_at < ?
               order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;

    CodeRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A code that was given out.
     *
     * @param challenge null if the request had none
     * @param dpopJkt of the only key that may use it; null: any, or none
     */
    record Code(
            PersonGrant grant,
            String redirectUri,
            @Nullable String challenge,
            Set<Scope> scopes,
            Instant expiresAt,
            boolean used,
            @Nullable String dpopJkt) {
        /** Whether whoever has shown {@code key} may use it. */
        boolean isFor(@Nullable KeyBinding key) {
            return KeyBinding.isOf(dpopJkt, key);
        }
    }

    void insert(byte[] digest, PersonGrant grant, AuthorizationRequest request, Set<Scope> scopes, Instant[] life) {
        jdbc.update(
                INSERT,
                digest,
                grant.id(),
                request.client().id(),
                request.client().tenant().value(),
                grant.account(),
                grant.audience().code(),
                grant.session(),
                request.redirectUri().value(),
                request.challenge(),
                scopes.stream().map(Scope::value).sorted().toArray(String[]::new),
                Timestamp.from(life[0]),
                Timestamp.from(life[1]),
                timestamp(grant.authenticatedAt()),
                request.dpopJkt());
    }

    /** The code, if it was given to this client; nobody else uses it until the transaction ends. */
    Optional<Code> lock(byte[] digest, UUID client, TenantId tenant) {
        return jdbc.query(LOCK, (row, number) -> read(row), digest, client, tenant.value()).stream()
                .findFirst();
    }

    void use(byte[] digest, Instant now) {
        jdbc.update(USE, Timestamp.from(now), digest);
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }

    /** A code that is used again is known for one. */
    @Override
    public Duration kept() {
        return Duration.ofDays(1);
    }

    static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static Code read(ResultSet row) throws SQLException {
        PersonGrant grant = new PersonGrant(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                Audience.of(row.getString(4)).orElseThrow(),
                instant(row, 10));
        return new Code(
                grant,
                row.getString(5),
                row.getString(6),
                ClientRows.scopes(row, 7),
                row.getTimestamp(8).toInstant(),
                row.getTimestamp(9) != null,
                row.getString(11));
    }
}
