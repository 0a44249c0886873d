package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code vault.index_renewal}: what was begun; works inside the open transaction, as the owner. Thread-safe. */
@Component
final class RenewalRows {
    private static final String TENANTS =
            "select distinct tenant_id from vault.tenant_secret where use = 'blind_index' order by tenant_id";
    private static final String HAS_SECRET =
            "select exists (select from vault.tenant_secret where tenant_id = ? and use = 'blind_index')";
    /** As whoever makes or destroys keys does first. */
    private static final String HOLD =
            "select version from vault.tenant_key where tenant_id = ? order by version for no key update";

    private static final String FIND =
            "select version, begun_at, clock_timestamp() from vault.index_renewal where tenant_id = ?";
    private static final String BEGIN =
            "insert into vault.index_renewal (tenant_id, version, begun_at) values (?, ?, clock_timestamp())";
    private static final String INDEXED = "update vault.index_renewal set indexed = indexed + ? where tenant_id = ?";
    private static final String END = "delete from vault.index_renewal where tenant_id = ? returning indexed";

    private final JdbcTemplate jdbc;

    RenewalRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A renewal that is under way.
     *
     * @param version of the secret
     * @param begunAt by the database's clock, as {@code now} is
     */
    record Begun(int version, Instant begunAt, Instant now) {}

    /** All tenants that have an index of anything. */
    List<TenantId> tenants() {
        return jdbc.query(TENANTS, (row, number) -> new TenantId(row.getInt(1)));
    }

    boolean hasSecret(TenantId tenant) {
        return Boolean.TRUE.equals(jdbc.queryForObject(HAS_SECRET, Boolean.class, tenant.value()));
    }

    /** Keeps the tenant's keys as they are until the transaction ends; false if there are none. */
    boolean hold(TenantId tenant) {
        return !jdbc.queryForList(HOLD, Integer.class, tenant.value()).isEmpty();
    }

    Optional<Begun> find(TenantId tenant) {
        return jdbc
                .query(
                        FIND,
                        (row, number) -> new Begun(
                                row.getInt(1),
                                row.getTimestamp(2).toInstant(),
                                row.getTimestamp(3).toInstant()),
                        tenant.value())
                .stream()
                .findFirst();
    }

    void begin(TenantId tenant, int version) {
        jdbc.update(BEGIN, tenant.value(), version);
    }

    void indexed(TenantId tenant, int values) {
        jdbc.update(INDEXED, values, tenant.value());
    }

    /** How many values were indexed; empty if somebody else ended it. */
    Optional<Long> end(TenantId tenant) {
        return jdbc.queryForList(END, Long.class, tenant.value()).stream().findFirst();
    }
}
