package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Destroys every key of a tenant, in its open transaction. Thread-safe. */
@Component
public final class TenantDestruction {
    private static final String DESTROY = "select vault.destroy_tenant_keys(?, ?)";

    private final DataKeys dataKeys;
    private final TenantSecrets secrets;
    private final TenantKeys tenantKeys;
    private final JdbcTemplate jdbc;
    private final Clock clock;

    TenantDestruction(DataKeys dataKeys, TenantSecrets secrets, TenantKeys tenantKeys, JdbcTemplate jdbc, Clock clock) {
        this.dataKeys = dataKeys;
        this.secrets = secrets;
        this.tenantKeys = tenantKeys;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** How many data keys there were. */
    public int destroy(TenantId tenant) {
        dataKeys.forget(tenant);
        secrets.forget(tenant);
        tenantKeys.forget(tenant);
        return Objects.requireNonNull(
                jdbc.queryForObject(DESTROY, Integer.class, tenant.value(), Timestamp.from(clock.instant())));
    }
}
