package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Each tenant's own key, wrapped by the key of an epoch; it wraps that tenant's data keys and secrets. Works inside the tenant's open
 * transaction.
 */
@Component
final class TenantKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);
    private static final String IN_EPOCH = "epoch:";
    private static final String SELECT = """
            select version, coalesce('epoch:' || epoch, master_kid, ''), wrapped, created_at from vault.tenant_key
            where tenant_id = ?
            order by version
            """;
    private static final String INSERT = """
            insert into vault.tenant_key (tenant_id, version, epoch, wrapped, created_at, destroyed_version)
            values (?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;
    /** Keeps these rows from being removed until the transaction that seals with the newest of them ends. */
    private static final String LOCK = """
            select version, destroyed_version from vault.tenant_key
            where tenant_id = ?
            order by version desc
            for key share
            """;

    private static final String NEWEST = """
            select version, coalesce(epoch, 0), key_destroyed_at is not null, destroyed_version from vault.tenant_key
            where tenant_id = ?
            order by version desc
            limit 1
            for no key update
            """;
    private static final String CARRY = """
            update vault.tenant_key set epoch = ?, wrapped = ? where tenant_id = ? and version = ?
            """;
    private static final String RETIRE = "select vault.retire_tenant_keys(?)";

    private final RootKeys roots;
    private final Epochs epochs;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final CommittedCache<TenantId, Keyring> cache;
    private final Counter made;

    TenantKeys(
            RootKeys roots,
            Epochs epochs,
            JdbcTemplate jdbc,
            Clock clock,
            VaultSettings settings,
            MeterRegistry meters) {
        this.roots = roots;
        this.epochs = epochs;
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

    /** A key's row names a tenant's key that is not there any more, or does not open: the row was read before a turn, or is an old copy. */
    static final class Gone extends RuntimeException {
        Gone(TenantId tenant, int version) {
            super(name(tenant, version), null, false, false);
        }
    }

    /** The newest version of {@code tenant}'s key, made now when there is none. */
    Parent toSealWith(TenantId tenant) {
        List<Parent> found = newest(tenant);
        if (found.isEmpty()) {
            make(tenant, 1, 0);
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
     * @throws Gone if there is no such version, though a row below it was read: a turn may have replaced both
     * @throws DamagedKey if the row of a version was altered
     */
    SealingKey version(TenantId tenant, int version) {
        return cache.find(tenant)
                .flatMap(ring -> ring.find(version))
                .or(() -> read(tenant).flatMap(ring -> ring.find(version)))
                .orElseThrow(() -> new Gone(tenant, version));
    }

    /**
     * Brings the tenant's newest key below {@code epoch} in the open transaction: a new version if one of its keys was destroyed, if no epoch
     * wrapped it yet, or if the epoch renews all; otherwise the same key, wrapped anew.
     */
    void bring(TenantId tenant, Epoch epoch) {
        for (Newest newest : jdbc.query(NEWEST, TenantKeys::newest, tenant.value())) {
            if (newest.epoch() >= epoch.number()) {
                return;
            }
            if (newest.destroyed() || newest.epoch() == 0 || epoch.renewsAll()) {
                make(tenant, newest.version() + 1, newest.destroyedVersion());
            } else {
                carry(tenant, newest);
            }
        }
    }

    /** Makes one more version of the tenant's key in the open transaction. */
    void renew(TenantId tenant) {
        for (Newest newest : jdbc.query(NEWEST, TenantKeys::newest, tenant.value())) {
            make(tenant, newest.version() + 1, newest.destroyedVersion());
        }
    }

    /**
     * Removes all versions but the newest in the open transaction.
     *
     * @throws org.springframework.dao.DataIntegrityViolationException if something is still wrapped by one of them
     */
    int retireOlder(TenantId tenant) {
        cache.forget(tenant);
        return Objects.requireNonNull(jdbc.queryForObject(RETIRE, Integer.class, tenant.value()));
    }

    /** Forgets the tenant's keys, with the open transaction. */
    void forget(TenantId tenant) {
        cache.forget(tenant);
    }

    private record Newest(int version, int epoch, boolean destroyed, int destroyedVersion) {}

    private static Newest newest(ResultSet row, int number) throws SQLException {
        return new Newest(row.getInt(1), row.getInt(2), row.getBoolean(3), row.getInt(4));
    }

    private Optional<Keyring> read(TenantId tenant) {
        Optional<Keyring> ring =
                Keyring.open(jdbc.query(SELECT, StoredKey::read, tenant.value()), row -> unwrap(tenant, row));
        ring.ifPresent(opened -> cache.keep(tenant, opened));
        return ring;
    }

    /** Empty if the key that wraps it is gone: other versions are none the worse for that. */
    private Optional<SealingKey> unwrap(TenantId tenant, StoredKey row) {
        String name = name(tenant, row.version());
        if (!row.parent().startsWith(IN_EPOCH)) {
            byte[] place = AssociatedData.tenantKey(tenant, row.version(), row.parent());
            return Optional.of(roots.unwrap(row.parent(), row.version(), row.wrapped(), place, name));
        }
        try {
            return epochs.find(Integer.parseInt(row.parent().substring(IN_EPOCH.length())))
                    .map(epoch -> epoch.key()
                            .unwrap(
                                    row.version(),
                                    row.wrapped(),
                                    AssociatedData.tenantKey(tenant, row.version(), epoch),
                                    name));
        } catch (KeyStoreRefused e) {
            LOG.warn("{} does not open: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private void make(TenantId tenant, int version, int destroyedVersion) {
        byte[] key = SealingKey.newBytes();
        EpochKey epoch = epochs.toSealWith();
        cache.forget(tenant);
        byte[] wrapped = epoch.key().seal(key, AssociatedData.tenantKey(tenant, version, epoch));
        Arrays.fill(key, (byte) 0);
        // waits for a transaction that is making the same key, and then its row is the one that counts
        made.increment(jdbc.update(
                INSERT,
                tenant.value(),
                version,
                epoch.number(),
                wrapped,
                Timestamp.from(clock.instant()),
                destroyedVersion));
    }

    /** The same key below the open epoch's. Its row is locked, so nothing below it is being destroyed meanwhile. */
    private void carry(TenantId tenant, Newest newest) {
        EpochKey before = epochs.find(newest.epoch()).orElseThrow(() -> new Gone(tenant, newest.version()));
        EpochKey after = epochs.toSealWith();
        StoredKey row = jdbc.query(SELECT, StoredKey::read, tenant.value()).getLast();
        byte[] key = new byte[0];
        try {
            key = before.key().open(row.wrapped(), AssociatedData.tenantKey(tenant, row.version(), before));
            byte[] wrapped = after.key().seal(key, AssociatedData.tenantKey(tenant, row.version(), after));
            jdbc.update(CARRY, after.number(), wrapped, tenant.value(), row.version());
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(name(tenant, row.version()));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    static String name(TenantId tenant, int version) {
        return "the key of tenant %d, version %d".formatted(tenant.value(), version);
    }
}
