package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.OpenIdScope;
import io.flowlet.identity.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Devices that wait for a person's word as rows, found by digests only. */
@Component
final class DeviceAuthorizationRows implements PurgedRows {
    private static final String INSERT = """
            insert into identity.device_authorization
              (grant_id, digest, user_code, client, tenant_id, scopes, openid_scopes, dpop_jkt, interval_seconds, issued_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (user_code) do nothing
            """;
    private static final String LOCK = """
            select grant_id, scopes, dpop_jkt, interval_seconds, expires_at, polled_at, allowed, account, audience, session, auth_time, used_at
            from identity.device_authorization where digest = ? and client = ? and tenant_id = ? for update
            """;
    private static final String POLLED = """
            update identity.device_authorization set polled_at = ?, interval_seconds = least(interval_seconds + ?, 600) where grant_id = ?
            """;
    private static final String USE = "update identity.device_authorization set used_at = ? where grant_id = ?";
    private static final String OPEN = """
            update identity.device_authorization set page = ? where user_code = ? and allowed is null and expires_at > ?
            """;
    private static final String SHOWN = """
            select grant_id, client, scopes, openid_scopes, dpop_jkt from identity.device_authorization
            where page = ? and user_code = ? and allowed is null and expires_at > ?
            """;
    private static final String ALLOW = """
            update identity.device_authorization set allowed = true, account = ?, audience = ?, session = ?, auth_time = ?
            where grant_id = ? and tenant_id = ? and allowed is null and expires_at > ?
            """;
    private static final String DENY = """
            update identity.device_authorization set allowed = false
            where grant_id = ? and tenant_id = ? and allowed is null and expires_at > ?
            """;
    private static final String PURGE = """
            delete from identity.device_authorization where grant_id in
              (select grant_id from identity.device_authorization where expires_at < ?
               order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;

    DeviceAuthorizationRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The digests of both codes of a request. */
    record Codes(byte[] device, byte[] user) {}

    /**
     * What a device asks for.
     *
     * @param id of the grant that may come of it
     * @param dpopJkt of the only key that may fetch the tokens; null: any, or none
     */
    record Asked(
            UUID id,
            Client client,
            AskedScopes scopes,
            @Nullable String dpopJkt) {}

    /** What a browser is shown of it. */
    record Shown(
            UUID id,
            UUID client,
            Set<Scope> scopes,
            Set<OpenIdScope> ofPersons,
            @Nullable String dpopJkt) {}

    /**
     * A device that asks how it stands.
     *
     * @param allowed null while nobody has said yes or no
     * @param grant null unless somebody said yes
     */
    record Waiting(
            UUID id,
            Set<Scope> scopes,
            @Nullable String dpopJkt,
            Duration interval,
            Instant expiresAt,
            @Nullable Instant polledAt,
            @Nullable Boolean allowed,
            @Nullable PersonGrant grant,
            boolean used) {}

    /** False if another request has this user code. */
    boolean insert(Asked asked, Codes codes, Duration interval, Instant[] life) {
        return jdbc.update(
                        INSERT,
                        asked.id(),
                        codes.device(),
                        codes.user(),
                        asked.client().id(),
                        asked.client().tenant().value(),
                        asked.scopes().resources().stream()
                                .map(Scope::value)
                                .sorted()
                                .toArray(String[]::new),
                        asked.scopes().ofPersons().stream()
                                .map(OpenIdScope::code)
                                .sorted()
                                .toArray(String[]::new),
                        asked.dpopJkt(),
                        interval.toSeconds(),
                        Timestamp.from(life[0]),
                        Timestamp.from(life[1]))
                == 1;
    }

    /** The request, if it is this client's; nobody else touches it until the transaction ends. */
    Optional<Waiting> lock(byte[] digest, Client client) {
        return jdbc
                .query(
                        LOCK,
                        (row, number) -> waiting(row),
                        digest,
                        client.id(),
                        client.tenant().value())
                .stream()
                .findFirst();
    }

    /** @param longer what is added to the interval from now on */
    void polled(UUID id, Instant now, Duration longer) {
        jdbc.update(POLLED, Timestamp.from(now), longer.toSeconds(), id);
    }

    void use(UUID id, Instant now) {
        jdbc.update(USE, Timestamp.from(now), id);
    }

    /** Whether a device waits under this user code; from now on it is shown to whoever holds {@code page}, and to nobody else. */
    boolean open(byte[] userCode, byte[] page, Instant now) {
        return jdbc.update(OPEN, page, userCode, Timestamp.from(now)) == 1;
    }

    Optional<Shown> shown(byte[] page, byte[] userCode, Instant now) {
        return jdbc.query(SHOWN, (row, number) -> shown(row), page, userCode, Timestamp.from(now)).stream()
                .findFirst();
    }

    /** Whether it was this call that allowed it. */
    boolean allow(UUID id, Session session, Instant now) {
        return jdbc.update(
                        ALLOW,
                        session.account(),
                        session.audience().code(),
                        session.id(),
                        Timestamp.from(session.createdAt()),
                        id,
                        session.tenant().value(),
                        Timestamp.from(now))
                == 1;
    }

    /** Whether it was this call that denied it. */
    boolean deny(UUID id, Session session, Instant now) {
        return jdbc.update(DENY, id, session.tenant().value(), Timestamp.from(now)) == 1;
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

    private static Shown shown(ResultSet row) throws SQLException {
        Set<OpenIdScope> ofPersons = Arrays.stream((String[]) row.getArray(4).getArray())
                .map(code -> OpenIdScope.of(code).orElseThrow())
                .collect(Collectors.toUnmodifiableSet());
        return new Shown(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                ClientRows.scopes(row, 3),
                ofPersons,
                row.getString(5));
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        @Nullable Boolean allowed = row.getObject(7, Boolean.class);
        return new Waiting(
                id,
                ClientRows.scopes(row, 2),
                row.getString(3),
                Duration.ofSeconds(row.getInt(4)),
                row.getTimestamp(5).toInstant(),
                CodeRows.instant(row, 6),
                allowed,
                Boolean.TRUE.equals(allowed) ? grant(id, row) : null,
                row.getTimestamp(12) != null);
    }

    private static PersonGrant grant(UUID id, ResultSet row) throws SQLException {
        return new PersonGrant(
                id,
                Objects.requireNonNull(row.getObject(10, UUID.class)),
                Objects.requireNonNull(row.getObject(8, UUID.class)),
                Audience.of(row.getString(9)).orElseThrow(),
                CodeRows.instant(row, 11));
    }
}
