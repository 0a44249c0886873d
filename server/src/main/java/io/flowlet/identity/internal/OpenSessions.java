package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Which tenant a session belongs to that nobody has ended, before the tenant is known. */
@Component
public final class OpenSessions {
    private static final String OF_COOKIE = """
            select id, tenant_id, account, audience from identity.session where digest = ? and revoked_at is null
            """;
    private static final String BY_ID = """
            select id, tenant_id, account, audience from identity.session where id = ? and revoked_at is null
            """;

    private final JdbcTemplate jdbc;

    OpenSessions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A session that nobody has ended; its time may be over. */
    public record OpenSession(UUID id, TenantId tenant, UUID account, Audience audience) {
        /** {@code sub_…} or {@code usr_…}. */
        public String person() {
            return audience.nameOf(account);
        }
    }

    public Optional<OpenSession> ofCookie(byte[] digest) {
        return jdbc.query(OF_COOKIE, OpenSessions::read, digest).stream().findFirst();
    }

    public Optional<OpenSession> byId(UUID id) {
        return jdbc.query(BY_ID, OpenSessions::read, id).stream().findFirst();
    }

    private static OpenSession read(ResultSet row, int number) throws SQLException {
        return new OpenSession(
                row.getObject(1, UUID.class),
                new TenantId(row.getInt(2)),
                row.getObject(3, UUID.class),
                Audience.of(row.getString(4)).orElseThrow());
    }
}
