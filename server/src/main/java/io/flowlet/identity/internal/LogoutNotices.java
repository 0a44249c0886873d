package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who is still to be told of a session's end, as rows; a trigger writes them with the end itself. */
@Component
public final class LogoutNotices {
    /**
     * Whoever takes some has them for half a minute at least; each attempt puts off the next one four times as long. Of one client a few at a time:
     * one that does not answer keeps nobody else waiting.
     */
    private static final String TAKE = """
            update identity.logout_notice
            set attempts = attempts + 1, next_at = ?::timestamptz + interval '30 seconds' * power(4, least(attempts, 6))
            where id in (
              select due.id from (select distinct client from identity.logout_notice where next_at <= ?) each_one
              cross join lateral (
                select id from identity.logout_notice n where n.client = each_one.client and n.next_at <= ?
                order by next_at limit 4 for update skip locked) due
              limit ?)
            returning id, tenant_id, client, account, audience, session, attempts
            """;

    private static final String DONE = "delete from identity.logout_notice where id = ?";

    private final JdbcTemplate jdbc;

    LogoutNotices(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param attempts this one included */
    public record LogoutNotice(
            UUID id, TenantId tenant, UUID client, UUID account, Audience audience, UUID session, int attempts) {
        /** {@code sub} of the person. */
        public String subject() {
            return audience.nameOf(account);
        }
    }

    /** At most {@code limit} that are due, which nobody else takes for a while. */
    public List<LogoutNotice> take(Instant now, int limit) {
        Timestamp at = Timestamp.from(now);
        return jdbc.query(TAKE, (row, number) -> read(row), at, at, at, limit);
    }

    public void done(UUID id) {
        jdbc.update(DONE, id);
    }

    private static LogoutNotice read(ResultSet row) throws SQLException {
        return new LogoutNotice(
                row.getObject(1, UUID.class),
                new TenantId(row.getInt(2)),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                Audience.of(row.getString(5)).orElseThrow(),
                row.getObject(6, UUID.class),
                row.getInt(7));
    }
}
