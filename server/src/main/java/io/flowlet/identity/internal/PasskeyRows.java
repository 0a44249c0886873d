package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Account;
import io.flowlet.identity.Passkey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Passkeys as rows, found by the id that their device gave them; needs a transaction of their tenant. */
@Component
public final class PasskeyRows {
    private static final String INSERT = """
            insert into identity.passkey
              (tenant_id, id, account, credential_id, credential, counter, backed_up, made_at, used_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;
    private static final String FIND = """
            select id, account, credential, counter from identity.passkey where tenant_id = ? and credential_id = ?
            """;
    private static final String LIST = """
            select id, credential_id, backed_up, made_at, used_at from identity.passkey
            where tenant_id = ? and account = ? order by id
            """;
    private static final String COUNT = "select count(*) from identity.passkey where tenant_id = ? and account = ?";
    private static final String USE = """
            update identity.passkey set counter = ?, backed_up = ?, used_at = ? where tenant_id = ? and id = ?
            """;
    private static final String REMOVE = "delete from identity.passkey where tenant_id = ? and account = ? and id = ?";
    private static final String REMOVE_ALL = "delete from identity.passkey where tenant_id = ? and account = ?";

    private final JdbcTemplate jdbc;

    PasskeyRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A passkey with what its signatures are judged by. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Stored(UUID id, UUID account, byte[] credential, long counter) {
        @Override
        public String toString() {
            return "Stored[" + id + "]";
        }
    }

    /** Whether it is there now; false if the tenant has it already. */
    public boolean insert(Account account, UUID id, Ceremonies.Made made, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.update(
                        INSERT,
                        account.tenant().value(),
                        id,
                        account.id(),
                        made.credentialId(),
                        made.credential(),
                        made.counter(),
                        made.backedUp(),
                        at,
                        at)
                == 1;
    }

    public Optional<Stored> find(TenantId tenant, byte[] credentialId) {
        return jdbc
                .query(
                        FIND,
                        (row, number) -> new Stored(
                                row.getObject(1, UUID.class),
                                row.getObject(2, UUID.class),
                                row.getBytes(3),
                                row.getLong(4)),
                        tenant.value(),
                        credentialId)
                .stream()
                .findFirst();
    }

    /** Oldest first. */
    public List<Passkey> list(TenantId tenant, UUID account) {
        return jdbc.query(LIST, (row, number) -> read(row), tenant.value(), account);
    }

    public int count(TenantId tenant, UUID account) {
        return Objects.requireNonNull(jdbc.queryForObject(COUNT, Integer.class, tenant.value(), account));
    }

    public void use(TenantId tenant, UUID id, Ceremonies.Used used, Instant now) {
        jdbc.update(USE, used.counter(), used.backedUp(), Timestamp.from(now), tenant.value(), id);
    }

    /** Whether it was this call that removed it. */
    public boolean remove(TenantId tenant, UUID account, UUID id) {
        return jdbc.update(REMOVE, tenant.value(), account, id) == 1;
    }

    /** Removes all of an account; says how many. */
    public int removeAll(TenantId tenant, UUID account) {
        return jdbc.update(REMOVE_ALL, tenant.value(), account);
    }

    private static Passkey read(ResultSet row) throws SQLException {
        Instant made = row.getTimestamp(4).toInstant();
        Instant used = row.getTimestamp(5).toInstant();
        return new Passkey(
                row.getObject(1, UUID.class),
                row.getBytes(2),
                row.getBoolean(3),
                made,
                used.equals(made) ? null : used);
    }
}
