package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Notice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Mail that is still to be sent as rows: who is told what, neither address nor text. */
@Component
public final class MailRows {
    private static final String INSERT = """
            insert into identity.mail (id, tenant_id, audience, notice, account, email_index, client_id, tries, made_at, due_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String CLAIM = """
            update identity.mail set tries = tries + 1, due_at = ?::timestamptz + least(power(2, tries), 64) * interval '1 minute'
            where id in (select id from identity.mail where due_at <= ? order by due_at limit ? for update skip locked)
            returning id, tenant_id, audience, notice, account, email_index, client_id, tries, made_at
            """;
    private static final String REMOVE = "delete from identity.mail where id = ?";
    private static final String REMOVE_OF = "delete from identity.mail where tenant_id = ? and account = ?";

    private final JdbcTemplate jdbc;

    MailRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A mail to come.
     *
     * @param account null: whoever has the address of {@code emailIndex}, if anybody does
     * @param clientId of the app at which a link was asked for
     * @param tries how often it was tried, this time included
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Due(
            UUID id,
            TenantId tenant,
            Audience audience,
            Notice notice,
            @Nullable UUID account,
            byte @Nullable [] emailIndex,
            @Nullable String clientId,
            int tries,
            Instant madeAt) {
        @Override
        public String toString() {
            return "Due[" + id + "]";
        }
    }

    void insert(Due mail) {
        Timestamp made = Timestamp.from(mail.madeAt());
        jdbc.update(
                INSERT,
                mail.id(),
                mail.tenant().value(),
                mail.audience().code(),
                mail.notice().code(),
                mail.account(),
                mail.emailIndex(),
                mail.clientId(),
                mail.tries(),
                made,
                made);
    }

    /** Takes at most {@code limit} that are due; unless removed they are due again, later each time. */
    public List<Due> claim(Instant now, int limit) {
        Timestamp at = Timestamp.from(now);
        return jdbc.query(CLAIM, (row, number) -> read(row), at, at, limit);
    }

    public void remove(UUID id) {
        jdbc.update(REMOVE, id);
    }

    /** Forgets what an account is still to be told. */
    public void removeAll(TenantId tenant, UUID account) {
        jdbc.update(REMOVE_OF, tenant.value(), account);
    }

    private static Due read(ResultSet row) throws SQLException {
        String code = row.getString(4);
        return new Due(
                row.getObject(1, UUID.class),
                new TenantId(row.getInt(2)),
                Audience.of(row.getString(3)).orElseThrow(),
                Arrays.stream(Notice.values())
                        .filter(notice -> notice.code().equals(code))
                        .findFirst()
                        .orElseThrow(),
                row.getObject(5, UUID.class),
                row.getBytes(6),
                row.getString(7),
                row.getInt(8),
                row.getTimestamp(9).toInstant());
    }
}
