package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Each tenant's own key, wrapped by the master key; it wraps that tenant's data keys. Works inside the tenant's open transaction. */
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

    /** Keeps these rows, and no newer version of them, from being removed until the transaction that seals with one of them ends. */
    private static final String LOCK = """
            select version, destroyed_version from vault.tenant_key
            where tenant_id = ?
            order by version desc
            for key share
            """;

    private final MasterKey master;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final CommittedCache<TenantId, Keyring> cache;
    private final Counter made;

    // platformKeys has found the master key to be the right one before any tenant key is sealed with it
    TenantKeys(
            PlatformKeys platformKeys, JdbcTemplate jdbc, Clock clock, VaultSettings settings, MeterRegistry meters) {
        this.master = platformKeys.master();
        this.jdbc = jdbc;
        this.clock = clock;
        this.cache = new CommittedCache<>("flowlet.vault.tenant_keys", settings, meters);
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "tenant");
    }

    /**
     * What seals a new key of a tenant.
     *
     * @param version of the tenant's key
     * @param key that version, which stays stored until the open transaction ends
     * @param destroyedVersion a new data key begins above it
     */
    record Parent(int version, SealingKey key, int destroyedVersion) {}

    /** The newest version of {@code tenant}'s key, made now when there is none. */
    Parent toSealWith(TenantId tenant) {
        List<Parent> found = newest(tenant);
        if (found.isEmpty()) {
            make(tenant);
            found = newest(tenant);
        }
        return found.getFirst();
    }

    private List<Parent> newest(TenantId tenant) {
        return jdbc.query(LOCK, (row, number) -> new int[] {row.getInt(1), row.getInt(2)}, tenant.value()).stream()
                .limit(1)
                .map(row -> new Parent(row[0], version(tenant, row[0]), row[1]))
                .toList();
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
                row -> master.key()
                        .unwrap(
                                row.version(),
                                row.wrapped(),
                                AssociatedData.tenantKey(tenant, row.version(), row.parent()),
                                name(tenant, row.version())));
        ring.ifPresent(opened -> cache.keep(tenant, opened));
        return ring;
    }

    private void make(TenantId tenant) {
        cache.making();
        byte[] key = SealingKey.newBytes();
        byte[] wrapped = master.key().seal(key, AssociatedData.tenantKey(tenant, FIRST, master.kid()));
        Arrays.fill(key, (byte) 0);
        // waits for a transaction that is making the same key, and then its row is the one that counts
        made.increment(
                jdbc.update(INSERT, tenant.value(), FIRST, master.kid(), wrapped, Timestamp.from(clock.instant())));
    }

    private static String name(TenantId tenant, int version) {
        return "the key of tenant %d, version %d".formatted(tenant.value(), version);
    }
}
