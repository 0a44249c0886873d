package io.flowlet.identity.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Accounts of subscribers, whole and emptied; needs a transaction of their tenant. */
@Component
public final class ErasableAccountRows {
    /** No hash of any password. */
    private static final String NO_PASSWORD = "erased";

    private static final String ACCOUNT = """
            select email, created_at, password_changed_at from identity.account
            where tenant_id = ? and id = ? and audience = 'subscriber'
            """;
    private static final String SESSIONS = """
            select id, user_agent, created_at, last_seen_at, revoked_at from identity.session
            where tenant_id = ? and account = ? and audience = 'subscriber' order by id
            """;
    private static final String EMPTY = """
            update identity.account set email_index = ?, password_hash = ?, disabled_at = coalesce(disabled_at, ?)
            where tenant_id = ? and id = ? and audience = 'subscriber' and password_hash <> ?
            """;
    private static final String FORGET = "delete from identity.former_password where tenant_id = ? and account = ?";

    private final JdbcTemplate jdbc;
    private final Vault vault;

    ErasableAccountRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /** An account as its owner is told it. */
    public record Told(String email, Instant createdAt, Instant passwordChangedAt) {
        @Override
        public String toString() {
            return "Told[…]";
        }
    }

    public Optional<Told> account(TenantId tenant, UUID id) {
        return jdbc
                .query(
                        ACCOUNT,
                        (row, number) -> new Told(
                                open(tenant, id, PersonRows.EMAIL.place(id), row.getBytes(1)),
                                row.getTimestamp(2).toInstant(),
                                row.getTimestamp(3).toInstant()),
                        tenant.value(),
                        id)
                .stream()
                .findFirst();
    }

    /** All that there are rows of, as JSON, oldest first. */
    public List<Map<String, @Nullable Object>> sessions(TenantId tenant, UUID id) {
        return jdbc.query(SESSIONS, (row, number) -> session(tenant, id, row), tenant.value(), id);
    }

    /** Whether it was this call that emptied it. */
    public boolean erase(TenantId tenant, UUID id, byte[] index, Instant at) {
        jdbc.update(FORGET, tenant.value(), id);
        return jdbc.update(EMPTY, index, NO_PASSWORD, Timestamp.from(at), tenant.value(), id, NO_PASSWORD) == 1;
    }

    private Map<String, @Nullable Object> session(TenantId tenant, UUID account, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        byte[] agent = row.getBytes(2);
        Timestamp revoked = row.getTimestamp(5);
        Map<String, @Nullable Object> session = new LinkedHashMap<>();
        session.put(
                "user_agent", agent == null ? null : open(tenant, account, SessionRows.USER_AGENT.place(id), agent));
        session.put("created_at", row.getTimestamp(3).toInstant());
        session.put("last_seen_at", row.getTimestamp(4).toInstant());
        session.put("ended_at", revoked == null ? null : revoked.toInstant());
        return session;
    }

    private String open(TenantId tenant, UUID account, Place place, byte[] sealed) {
        return vault.decryptText(new Subject(tenant, account, Purpose.SERVICE), place, sealed);
    }
}
