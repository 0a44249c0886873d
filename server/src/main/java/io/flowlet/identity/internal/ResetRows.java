package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Account;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Links by which persons choose a new password as rows, found by digest only. */
@Component
public final class ResetRows implements PurgedRows {
    private static final String INSERT = """
            insert into identity.password_reset (digest, tenant_id, account, made_at, expires_at) values (?, ?, ?, ?, ?)
            """;
    private static final String MADE_SINCE = """
            select count(*) from identity.password_reset where tenant_id = ? and account = ? and made_at > ?
            """;
    private static final String FIND = """
            select tenant_id, account from identity.password_reset where digest = ? and used_at is null and expires_at > ?
            """;
    private static final String USE = """
            update identity.password_reset set used_at = ? where digest = ? and used_at is null and expires_at > ?
            """;
    private static final String END = """
            update identity.password_reset set used_at = ? where tenant_id = ? and account = ? and used_at is null
            """;
    private static final String PURGE = """
            delete from identity.password_reset where digest in
              (select digest from identity.password_reset where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;

    ResetRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Whose link it is. */
    public record Whose(TenantId tenant, UUID account) {}

    /** @param life its beginning and its end */
    public void insert(byte[] digest, Account account, Instant[] life) {
        jdbc.update(
                INSERT,
                digest,
                account.tenant().value(),
                account.id(),
                Timestamp.from(life[0]),
                Timestamp.from(life[1]));
    }

    /** How many were made for an account, used or not. */
    public int madeSince(Account account, Instant since) {
        return Objects.requireNonNull(jdbc.queryForObject(
                MADE_SINCE, Integer.class, account.tenant().value(), account.id(), Timestamp.from(since)));
    }

    /** Whose the link is that works now. */
    public Optional<Whose> find(byte[] digest, Instant now) {
        return jdbc
                .query(
                        FIND,
                        (row, number) -> new Whose(new TenantId(row.getInt(1)), row.getObject(2, UUID.class)),
                        digest,
                        Timestamp.from(now))
                .stream()
                .findFirst();
    }

    /** Whether it was this call that used it up. */
    public boolean use(byte[] digest, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.update(USE, at, digest, at) == 1;
    }

    /** Ends all of an account. */
    public void endAll(TenantId tenant, UUID account, Instant now) {
        jdbc.update(END, Timestamp.from(now), tenant.value(), account);
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }

    /** A link counts among those of an account for so long. */
    @Override
    public Duration kept() {
        return Duration.ofHours(1);
    }
}
