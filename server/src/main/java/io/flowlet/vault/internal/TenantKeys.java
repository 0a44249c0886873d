package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Each tenant's own key, wrapped by a root key; it wraps that tenant's data keys. Works inside the tenant's open transaction. */
@Component
final class TenantKeys {
    private static final int FIRST = 1;
    private static final String SELECT = """
            select version, master_kid, wrapped, created_at from vault.tenant_key
            where tenant_id = ?
            order by version
            """;
    private static final String INSERT = """
            insert into vault.tenant_key (tenant_id, version, master_kid, wrapped, created_at)
            values (?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private final RootKeys roots;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final CommittedCache<TenantId, Keyring> cache;
    private final Counter made;

    TenantKeys(
            RootKeys roots,
            @SuppressWarnings("unused") // it has opened the canary before any tenant key is sealed
                    PlatformKeys canary,
            JdbcTemplate jdbc,
            Clock clock,
            VaultSettings settings,
            MeterRegistry meters) {
        this.roots = roots;
        this.jdbc = jdbc;
        this.clock = clock;
        this.cache = new CommittedCache<>("flowlet.vault.tenant_keys", settings, meters);
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "tenant");
    }

    /** The newest version of {@code tenant}'s key, made now when there is none. */
    Keyring ofOrMake(TenantId tenant) {
        return cache.find(tenant).or(() -> read(tenant)).orElseGet(() -> make(tenant));
    }

    /**
     * One version of {@code tenant}'s key.
     *
     * @throws DamagedKey if there is no such version, though a data key's row names it
     */
    SealingKey version(TenantId tenant, int version) {
        return cache.find(tenant)
                .flatMap(ring -> ring.find(version))
                .or(() -> read(tenant).flatMap(ring -> ring.find(version)))
                .orElseThrow(() -> new DamagedKey(name(tenant, version)));
    }

    private Optional<Keyring> read(TenantId tenant) {
        Optional<Keyring> ring = Keyring.open(
                jdbc.query(SELECT, StoredKey::read, tenant.value()),
                row -> roots.unwrap(
                        row.parent(),
                        row.version(),
                        row.wrapped(),
                        AssociatedData.tenantKey(tenant, row.version(), row.parent()),
                        name(tenant, row.version())));
        ring.ifPresent(opened -> cache.keep(tenant, opened));
        return ring;
    }

    private Keyring make(TenantId tenant) {
        cache.making();
        byte[] key = SealingKey.newBytes();
        Root root = roots.sealing();
        byte[] wrapped = root.seal(key, AssociatedData.tenantKey(tenant, FIRST, root.kid()));
        Arrays.fill(key, (byte) 0);
        // waits for a transaction that is making the same key, and then its row is the one that counts
        made.increment(
                jdbc.update(INSERT, tenant.value(), FIRST, root.kid(), wrapped, Timestamp.from(clock.instant())));
        return read(tenant).orElseThrow();
    }

    static String name(TenantId tenant, int version) {
        return "the key of tenant %d, version %d".formatted(tenant.value(), version);
    }
}
