package io.flowlet.privacy.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.privacy.LegalHold;
import io.flowlet.privacy.LegalHoldId;
import io.flowlet.subscribers.SubscriberId;
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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Legal holds as rows; needs a transaction of their tenant. */
@Component
public final class LegalHoldRows implements SealedColumns {
    private static final SealedColumn REASON =
            SealedColumn.in("privacy.legal_hold", "reason").row("id").ofTenant();
    private static final String INSERT = """
            insert into privacy.legal_hold (tenant_id, id, subscriber, reason, placed_by, placed_at) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select id, subscriber, reason, placed_by, placed_at, lifted_by, lifted_at from privacy.legal_hold
            where tenant_id = ? and id = ?
            """;
    private static final String LIST = """
            select id, subscriber, reason, placed_by, placed_at, lifted_by, lifted_at from privacy.legal_hold
            where tenant_id = ? and (?::uuid is null or id < ?) order by id desc limit ?
            """;
    private static final String STANDS = """
            select exists (select from privacy.legal_hold where tenant_id = ? and subscriber = ? and lifted_at is null)
            """;
    private static final String LIFT = """
            update privacy.legal_hold set lifted_by = ?, lifted_at = ? where tenant_id = ? and id = ? and lifted_at is null
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    LegalHoldRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(REASON);
    }

    public void insert(TenantId tenant, LegalHold hold) {
        UUID id = hold.id().value();
        jdbc.update(
                INSERT,
                tenant.value(),
                id,
                hold.subscriber().value(),
                vault.encryptText(Subject.ofTenant(tenant), place(id), hold.reason()),
                hold.placedBy(),
                Timestamp.from(hold.placedAt()));
    }

    public Optional<LegalHold> find(TenantId tenant, LegalHoldId id) {
        return jdbc.query(FIND, (row, number) -> read(tenant, row), tenant.value(), id.value()).stream()
                .findFirst();
    }

    public List<LegalHold> list(TenantId tenant, Paging paging) {
        return jdbc.query(
                LIST,
                (row, number) -> read(tenant, row),
                tenant.value(),
                paging.before(),
                paging.before(),
                paging.rows());
    }

    /** Whether one stands for the subscriber. */
    public boolean stands(TenantId tenant, SubscriberId subscriber) {
        return Boolean.TRUE.equals(jdbc.queryForObject(STANDS, Boolean.class, tenant.value(), subscriber.value()));
    }

    /** Whether it was this call that lifted it. */
    public boolean lift(TenantId tenant, LegalHoldId id, String by, Instant at) {
        return jdbc.update(LIFT, by, Timestamp.from(at), tenant.value(), id.value()) == 1;
    }

    private LegalHold read(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        Timestamp lifted = row.getTimestamp(7);
        return new LegalHold(
                new LegalHoldId(id),
                new SubscriberId(row.getObject(2, UUID.class)),
                vault.decryptText(Subject.ofTenant(tenant), place(id), row.getBytes(3)),
                row.getString(4),
                row.getTimestamp(5).toInstant(),
                row.getString(6),
                lifted == null ? null : lifted.toInstant());
    }

    private static Place place(UUID id) {
        return REASON.place(id);
    }
}
