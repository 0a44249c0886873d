package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.WaitingSignIn;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Sign-ins that wait for their second factor as rows, found by their cookie's digest; needs a transaction of their tenant. */
@Component
public final class StepRows implements PurgedRows {
    private static final String INSERT = """
            insert into identity.sign_in_step (digest, tenant_id, account, audience, enrols, made_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select account, enrols, enrolled_at is not null from identity.sign_in_step
            where digest = ? and tenant_id = ? and audience = ? and expires_at > ?
            """;
    private static final String ENROLLED = "update identity.sign_in_step set enrolled_at = ? where digest = ?";
    private static final String REMOVE = "delete from identity.sign_in_step where digest = ?";
    private static final String REMOVE_ALL = "delete from identity.sign_in_step where tenant_id = ? and account = ?";
    private static final String PURGE = """
            delete from identity.sign_in_step where digest in
              (select digest from identity.sign_in_step where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;

    StepRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param life its beginning and its end */
    public void insert(byte[] digest, Account account, boolean enrols, Instant[] life) {
        jdbc.update(
                INSERT,
                digest,
                account.tenant().value(),
                account.id(),
                account.audience().code(),
                enrols,
                Timestamp.from(life[0]),
                Timestamp.from(life[1]));
    }

    public Optional<WaitingSignIn> find(byte[] digest, TenantId tenant, Audience audience, Instant now) {
        return jdbc
                .query(
                        FIND,
                        (row, number) ->
                                new WaitingSignIn(row.getObject(1, UUID.class), row.getBoolean(2), row.getBoolean(3)),
                        digest,
                        tenant.value(),
                        audience.code(),
                        Timestamp.from(now))
                .stream()
                .findFirst();
    }

    public void enrolled(byte[] digest, Instant now) {
        jdbc.update(ENROLLED, Timestamp.from(now), digest);
    }

    /** Whether it was this call that ended it. */
    public boolean remove(byte[] digest) {
        return jdbc.update(REMOVE, digest) == 1;
    }

    /** Ends all of an account. */
    public void removeAll(TenantId tenant, UUID account) {
        jdbc.update(REMOVE_ALL, tenant.value(), account);
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }
}
