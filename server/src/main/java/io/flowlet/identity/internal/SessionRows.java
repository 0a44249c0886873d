package io.flowlet.identity.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Proof;
import io.flowlet.identity.Session;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Sessions as rows, found by their cookie's digest or as those of one account; needs a transaction of their tenant. */
@Component
public final class SessionRows implements SealedColumns, PurgedRows {
    static final SealedColumn USER_AGENT =
            SealedColumn.in("identity.session", "user_agent").row("id").of("account", Purpose.SERVICE);
    private static final String INSERT = """
            insert into identity.session (id, digest, tenant_id, account, audience, user_agent, created_at, last_seen_at, idle_at,
              browser_until, expires_at, amr)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String OF_COOKIE = """
            select id, account, audience, user_agent, created_at, last_seen_at, expires_at, amr from identity.session
            where digest = ? and tenant_id = ? and audience = ? and revoked_at is null and idle_at > ? and browser_until > ?
            """;
    private static final String STANDING = """
            select id, account, audience, user_agent, created_at, last_seen_at, expires_at, amr from identity.session
            where tenant_id = ? and id = ? and revoked_at is null and expires_at > ? for update
            """;
    private static final String STANDS =
            "select exists (select from identity.session where tenant_id = ? and id = ? and revoked_at is null)";
    private static final String LIST = """
            select id, account, audience, user_agent, created_at, last_seen_at, expires_at, amr from identity.session
            where tenant_id = ? and account = ? and revoked_at is null and expires_at > ?
              and (?::uuid is null or id < ?)
            order by id desc limit ?
            """;
    private static final String NOTE_PROVIDER =
            "update identity.session set provider = ?, provider_acr = ? where tenant_id = ? and id = ?";
    private static final String TOUCH = """
            update identity.session set last_seen_at = ?, idle_at = ?, expires_at = greatest(expires_at, ?) where id = ?
            """;
    private static final String PROLONG = """
            update identity.session set last_seen_at = ?, expires_at = greatest(expires_at, ?) where id = ?
            """;
    private static final String REVOKE = """
            update identity.session set revoked_at = ? where tenant_id = ? and account = ? and id = ? and revoked_at is null
            """;
    private static final String REVOKE_COOKIE = """
            update identity.session set revoked_at = ? where tenant_id = ? and digest = ? and revoked_at is null
            returning account, audience, id
            """;
    private static final String REVOKE_ALL = """
            update identity.session set revoked_at = ? where tenant_id = ? and account = ? and revoked_at is null and id <> ?
            """;
    private static final String PURGE = """
            delete from identity.session where id in
              (select id from identity.session where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;
    private final StepRows steps;
    private final Vault vault;

    SessionRows(JdbcTemplate jdbc, StepRows steps, Vault vault) {
        this.jdbc = jdbc;
        this.steps = steps;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(USER_AGENT);
    }

    /** The times of a session's cookie. */
    public record Cookie(Instant idleAt, Instant until) {}

    public void insert(Session session, byte[] digest, Cookie cookie) {
        @Nullable String agent = session.userAgent();
        byte @Nullable [] sealed = agent == null
                ? null
                : vault.encryptText(subject(session.tenant(), session.account()), place(session.id()), agent);
        jdbc.update(
                INSERT,
                session.id(),
                digest,
                session.tenant().value(),
                session.account(),
                session.audience().code(),
                sealed,
                Timestamp.from(session.createdAt()),
                Timestamp.from(session.lastSeenAt()),
                Timestamp.from(cookie.idleAt()),
                Timestamp.from(cookie.until()),
                Timestamp.from(session.expiresAt()),
                session.proof().amr().toArray(String[]::new));
    }

    /** The session whose cookie works now. */
    public Optional<Session> ofCookie(TenantId tenant, Audience audience, byte[] digest, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc
                .query(OF_COOKIE, (row, number) -> read(tenant, row), digest, tenant.value(), audience.code(), at, at)
                .stream()
                .findFirst();
    }

    /** The session, if it can still give something; nobody ends it until the transaction is over. */
    public Optional<Session> standing(TenantId tenant, UUID id, Instant now) {
        return jdbc
                .query(STANDING, (row, number) -> read(tenant, row), tenant.value(), id, Timestamp.from(now))
                .stream()
                .findFirst();
    }

    public List<Session> list(TenantId tenant, UUID account, Instant now, @Nullable UUID before, int limit) {
        return jdbc.query(
                LIST,
                (row, number) -> read(tenant, row),
                tenant.value(),
                account,
                Timestamp.from(now),
                before,
                before,
                limit);
    }

    /** An identity provider vouched for the person, with this {@code acr}. */
    public void noteProvider(Session session, UUID provider, String acr) {
        jdbc.update(NOTE_PROVIDER, provider, acr, session.tenant().value(), session.id());
    }

    /** The cookie was used. */
    public void touch(UUID id, Instant now, Instant idleAt, Instant expiresAt) {
        jdbc.update(TOUCH, Timestamp.from(now), Timestamp.from(idleAt), Timestamp.from(expiresAt), id);
    }

    /** A token of it was used or made. */
    public void prolong(UUID id, Instant now, Instant expiresAt) {
        jdbc.update(PROLONG, Timestamp.from(now), Timestamp.from(expiresAt), id);
    }

    /** Whether it was this call that ended it. */
    public boolean revoke(TenantId tenant, UUID account, UUID id, Instant now) {
        return jdbc.update(REVOKE, Timestamp.from(now), tenant.value(), account, id) == 1;
    }

    /** Ends the session of a cookie; what it says of itself is its account's name and its own id. */
    public Optional<Ended> revoke(TenantId tenant, byte[] digest, Instant now) {
        return jdbc
                .query(
                        REVOKE_COOKIE,
                        (row, number) -> new Ended(
                                row.getObject(1, UUID.class),
                                Audience.of(row.getString(2)).orElseThrow(),
                                row.getObject(3, UUID.class)),
                        Timestamp.from(now),
                        tenant.value(),
                        digest)
                .stream()
                .findFirst();
    }

    /** Whether it is there and nobody ended it. */
    public boolean stands(TenantId tenant, UUID id) {
        return Boolean.TRUE.equals(jdbc.queryForObject(STANDS, Boolean.class, tenant.value(), id));
    }

    /** A session that was just ended. */
    public record Ended(UUID account, Audience audience, UUID session) {}

    /** Ends all of an account but {@code kept}, and the sign-ins that are not done yet; says how many sessions. */
    public int revokeAll(TenantId tenant, UUID account, UUID kept, Instant now) {
        steps.removeAll(tenant, account);
        return jdbc.update(REVOKE_ALL, Timestamp.from(now), tenant.value(), account, kept);
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }

    private Session read(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        UUID account = row.getObject(2, UUID.class);
        byte @Nullable [] agent = row.getBytes(4);
        return new Session(
                id,
                tenant,
                account,
                Audience.of(row.getString(3)).orElseThrow(),
                agent == null ? null : vault.decryptText(subject(tenant, account), place(id), agent),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant(),
                row.getTimestamp(7).toInstant(),
                new Proof(List.of((String[]) row.getArray(8).getArray())));
    }

    private static Subject subject(TenantId tenant, UUID account) {
        return USER_AGENT.subject(tenant, account);
    }

    private static Place place(UUID id) {
        return USER_AGENT.place(id);
    }
}
