package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Which person at an identity provider has which account, as rows; needs a transaction of their tenant. */
@Component
public final class StaffLinkRows {
    private static final String INSERT = """
            insert into identity.staff_link (tenant_id, account, issuer, subject_hmac, linked_at) values (?, ?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String FIND =
            "select account from identity.staff_link where tenant_id = ? and subject_hmac = ?";
    private static final String USED =
            "update identity.staff_link set last_used_at = ? where tenant_id = ? and account = ? and issuer = ?";
    private static final String REMOVE =
            "delete from identity.staff_link where tenant_id = ? and account = ? and issuer = ?";

    private final JdbcTemplate jdbc;

    StaffLinkRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** An account at an issuer. */
    public record Of(TenantId tenant, UUID account, String issuer) {}

    /** Whether it is there now; false if the account has another one there, or the person another account. */
    public boolean insert(Of link, byte[] subject, Instant now) {
        return jdbc.update(INSERT, link.tenant().value(), link.account(), link.issuer(), subject, Timestamp.from(now))
                == 1;
    }

    /** Whose the person is. */
    public Optional<UUID> find(TenantId tenant, byte[] subject) {
        return jdbc.query(FIND, (row, number) -> row.getObject(1, UUID.class), tenant.value(), subject).stream()
                .findFirst();
    }

    public void used(Of link, Instant now) {
        jdbc.update(USED, Timestamp.from(now), link.tenant().value(), link.account(), link.issuer());
    }

    /** Whether there was one. */
    public boolean remove(Of link) {
        return jdbc.update(REMOVE, link.tenant().value(), link.account(), link.issuer()) == 1;
    }
}
