package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.MasterKeyRefused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** One pass over everything that another root key than the configured one wraps. Each call works in the open transaction. Not thread-safe. */
public final class RootRewrap {
    /** Sealing waits behind this, so it must not wait long itself. */
    private static final String BRIEFLY = "set local lock_timeout = '5s'";

    private static final String ALONE = "select pg_advisory_xact_lock(" + RootKeys.SEALING_LOCK + ")";
    private static final String PLATFORM = """
            select use, version, master_kid, wrapped, public_key from vault.platform_key
            where master_kid <> ? and (use, version) > (?, ?)
            order by use, version
            limit 500
            """;
    private static final String PLATFORM_UPDATE = """
            update vault.platform_key set master_kid = ?, wrapped = ?
            where use = ? and version = ? and master_kid = ?
            """;
    private static final String TENANTS = """
            select tenant_id, version, master_kid, wrapped from vault.tenant_key
            where master_kid <> ? and (tenant_id, version) > (?, ?)
            order by tenant_id, version
            limit 500
            """;
    private static final String TENANT_UPDATE = """
            update vault.tenant_key set master_kid = ?, wrapped = ?
            where tenant_id = ? and version = ? and master_kid = ?
            """;

    private final RootKeys roots;
    private final Root to;
    private final JdbcTemplate jdbc;
    private final List<String> damaged = new ArrayList<>();
    private long seen;
    private long done;
    private String afterUse = "";
    private int afterUseVersion;
    private int afterTenant = Integer.MIN_VALUE;
    private int afterTenantVersion;

    public RootRewrap(RootKeys roots, JdbcTemplate jdbc) {
        this.roots = roots;
        this.to = roots.configured();
        this.jdbc = jdbc;
    }

    /**
     * Makes the configured root key the one that seals, on every instance at once.
     *
     * @return the root key that sealed before; empty if it was this one already
     * @throws MasterKeyRefused if there is no canary: nothing was ever sealed
     */
    public Optional<String> turnCanary() {
        jdbc.execute(BRIEFLY);
        jdbc.query(ALONE, row -> {});
        PlatformKeyRow canary = PlatformKeyRow.find(jdbc, PlatformKeyRow.CANARY)
                .orElseThrow(() -> new MasterKeyRefused(
                        "this database has no canary",
                        "start a server once, or restore vault.platform_key from a backup"));
        if (canary.kid().equals(to.kid())) {
            Arrays.fill(opened(canary), (byte) 0);
            return Optional.empty();
        }
        done += jdbc.update(PLATFORM_UPDATE, update(canary));
        seen++;
        return Optional.of(canary.kid());
    }

    /** Brings the next 500 keys at most of each kind under the configured root key. */
    public void chunk() {
        List<Object[]> platform = new ArrayList<>();
        for (PlatformKeyRow row : jdbc.query(PLATFORM, PlatformKeyRow::read, to.kid(), afterUse, afterUseVersion)) {
            afterUse = row.use();
            afterUseVersion = row.version();
            unlessDamaged(() -> platform.add(update(row)));
        }
        write(PLATFORM_UPDATE, platform);
        List<Object[]> tenants = new ArrayList<>();
        for (TenantRow row : jdbc.query(TENANTS, TenantRow::read, to.kid(), afterTenant, afterTenantVersion)) {
            afterTenant = row.tenant.value();
            afterTenantVersion = row.version;
            unlessDamaged(() -> tenants.add(update(row)));
        }
        write(TENANT_UPDATE, tenants);
    }

    /** Keys that were looked at. */
    public long seen() {
        return seen;
    }

    /** Keys that were re-wrapped. */
    public long done() {
        return done;
    }

    public List<String> damaged() {
        return List.copyOf(damaged);
    }

    /** One that does not open must not keep the others under the former root key. */
    private void unlessDamaged(Runnable rewrap) {
        seen++;
        try {
            rewrap.run();
        } catch (DamagedKey e) {
            damaged.add(e.key());
        }
    }

    private void write(String update, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            done += Arrays.stream(jdbc.batchUpdate(update, rows)).asLongStream().sum();
        }
    }

    private byte[] opened(PlatformKeyRow row) {
        return roots.open(row.kid(), row.wrapped(), row.associatedData(row.kid()), row.name());
    }

    private Object[] update(PlatformKeyRow row) {
        byte[] clear = opened(row);
        try {
            byte[] wrapped = to.seal(clear, row.associatedData(to.kid()));
            return new Object[] {to.kid(), wrapped, row.use(), row.version(), row.kid()};
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private Object[] update(TenantRow row) {
        byte[] clear = roots.open(
                row.kid,
                row.wrapped,
                AssociatedData.tenantKey(row.tenant, row.version, row.kid),
                TenantKeys.name(row.tenant, row.version));
        try {
            byte[] wrapped = to.seal(clear, AssociatedData.tenantKey(row.tenant, row.version, to.kid()));
            return new Object[] {to.kid(), wrapped, row.tenant.value(), row.version, row.kid};
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private static final class TenantRow {
        private final TenantId tenant;
        private final int version;
        private final String kid;
        private final byte[] wrapped;

        private TenantRow(ResultSet row) throws SQLException {
            this.tenant = new TenantId(row.getInt(1));
            this.version = row.getInt(2);
            this.kid = row.getString(3);
            this.wrapped = row.getBytes(4);
        }

        static TenantRow read(ResultSet row, int number) throws SQLException {
            return new TenantRow(row);
        }
    }
}
