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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
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
            order by version
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
            update vault.tenant_key set epoch = ?, wrapped = ?, damaged_at = null where tenant_id = ? and version = ?
            """;
    private static final String RETIRE = "select vault.retire_tenant_keys(?)";
    private static final String DAMAGED = """
            update vault.tenant_key set damaged_at = ? where tenant_id = ? and version = ? and wrapped = ? and damaged_at is null
            """;
    private static final String DAMAGED_UNTIL = """
            select version from vault.tenant_key where tenant_id = ? and damaged_at <= ? order by version
            """;

    private final RootKeys roots;
    private final Epochs epochs;
    private final KeysBelow below;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final CommittedCache<TenantId, Keyring> cache;
    private final Counter made;
    private final Counter damaged;

    TenantKeys(
            RootKeys roots,
            Epochs epochs,
            KeysBelow below,
            JdbcTemplate jdbc,
            Clock clock,
            VaultSettings settings,
            MeterRegistry meters) {
        this.roots = roots;
        this.epochs = epochs;
        this.below = below;
        this.jdbc = jdbc;
        this.clock = clock;
        this.cache = new CommittedCache<>("flowlet.vault.tenant_keys", settings, meters);
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "tenant");
        this.damaged = meters.counter("flowlet.vault.keys.damaged", "kind", "tenant");
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
        int version = 0;
        int destroyed = 0;
        for (int[] row : jdbc.query(LOCK, (row, number) -> new int[] {row.getInt(1), row.getInt(2)}, tenant.value())) {
            version = row[0];
            destroyed = Math.max(destroyed, row[1]);
        }
        return version == 0 ? List.of() : List.of(new Parent(version, version(tenant, version), destroyed));
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
                .orElseGet(() -> stored(tenant, version));
    }

    /**
     * One version of {@code tenant}'s key as its row holds it now, whatever was opened before.
     *
     * @throws Gone as {@link #version}
     * @throws DamagedKey as {@link #version}
     */
    SealingKey stored(TenantId tenant, int version) {
        return jdbc.query(SELECT, StoredKey::read, tenant.value()).stream()
                .filter(row -> row.version() == version)
                .findFirst()
                .flatMap(row -> unwrap(tenant, row))
                .orElseThrow(() -> new Gone(tenant, version));
    }

    /**
     * Brings the tenant's newest key below {@code epoch} in the open transaction: a new version if one of its keys was destroyed, if no epoch
     * wrapped it yet, if the epoch renews all, or if the old one is given up; otherwise the same key, wrapped anew.
     *
     * @param givenUp versions
     */
    void bring(TenantId tenant, Epoch epoch, Set<Integer> givenUp) {
        for (Newest newest : jdbc.query(NEWEST, TenantKeys::newest, tenant.value())) {
            if (newest.epoch() >= epoch.number() && !givenUp.contains(newest.version())) {
                return;
            }
            if (newest.destroyed() || newest.epoch() == 0 || epoch.renewsAll() || givenUp.contains(newest.version())) {
                make(tenant, newest.version() + 1, newest.destroyedVersion());
            } else {
                carry(tenant, newest);
            }
        }
    }

    /**
     * Makes one more version of the tenant's key in the open transaction.
     *
     * @return the version; empty if the tenant has no key yet, or none any more
     * @throws DamagedKey if the one before does not open: nothing could be brought below the new one
     */
    OptionalInt renew(TenantId tenant) {
        OptionalInt made = OptionalInt.empty();
        for (Newest newest : jdbc.query(NEWEST, TenantKeys::newest, tenant.value())) {
            version(tenant, newest.version());
            make(tenant, newest.version() + 1, newest.destroyedVersion());
            made = OptionalInt.of(newest.version() + 1);
        }
        return made;
    }

    /**
     * Looks which versions of {@code tenant}'s key are damaged, and notes in the open transaction since when they are known to be.
     *
     * @return their names
     * @throws KeyStoreRefused as {@link #isDamaged}
     */
    List<String> noteDamaged(TenantId tenant) {
        Timestamp now = Timestamp.from(clock.instant());
        List<String> names = new ArrayList<>();
        for (StoredKey row : jdbc.query(SELECT, StoredKey::read, tenant.value())) {
            if (isDamaged(tenant, row)) {
                names.add(name(tenant, row.version()));
                damaged.increment(jdbc.update(DAMAGED, now, tenant.value(), row.version(), row.wrapped()));
            }
        }
        return names;
    }

    /**
     * Versions of {@code tenant}'s key that were found damaged before {@code since} and still are; with the key, where that itself opens.
     *
     * @throws KeyStoreRefused as {@link #isDamaged}
     */
    Map<Integer, Optional<SealingKey>> givenUp(TenantId tenant, Instant since) {
        List<Integer> noted = jdbc.queryForList(DAMAGED_UNTIL, Integer.class, tenant.value(), Timestamp.from(since));
        Map<Integer, Optional<SealingKey>> givenUp = new TreeMap<>();
        if (!noted.isEmpty()) {
            jdbc.query(SELECT, StoredKey::read, tenant.value()).stream()
                    .filter(row -> noted.contains(row.version()) && isDamaged(tenant, row))
                    .forEach(row -> givenUp.put(row.version(), unwrapSound(tenant, row)));
        }
        return givenUp;
    }

    /**
     * Whether the key in {@code row} is of no use to anybody: the key above it is at hand and does not open it, or is destroyed for good; or
     * it opens, but nothing below it. A key above that cannot be had just now says nothing about the row, so whatever it throws is the caller's.
     *
     * @throws KeyStoreRefused if the epoch's key file cannot be used
     * @throws io.flowlet.vault.MasterKeyRefused if the root key is not given to this instance
     * @throws io.flowlet.vault.RootKeyUnavailable if a token or service does not answer
     */
    private boolean isDamaged(TenantId tenant, StoredKey row) {
        try {
            return unwrapNow(tenant, row).isEmpty() || opensNothing(tenant, row.version());
        } catch (DamagedKey e) {
            return true;
        }
    }

    /** As {@link KeysBelow#areAllClosed}, of that version of {@code tenant}'s key as it is stored. */
    boolean opensNothing(TenantId tenant, int version) {
        return below.areAllClosed(tenant, version, stored(tenant, version));
    }

    /** As {@link KeysBelow#seemAllClosed}. */
    boolean seemsToOpenNothing(TenantId tenant, int version) {
        return below.seemAllClosed(tenant, version, stored(tenant, version));
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
                Keyring.open(jdbc.query(SELECT, StoredKey::read, tenant.value()), row -> unwrapSound(tenant, row));
        ring.ifPresent(opened -> cache.keep(tenant, opened));
        return ring;
    }

    /** Empty if it does not open: other versions are none the worse for that. */
    private Optional<SealingKey> unwrapSound(TenantId tenant, StoredKey row) {
        try {
            return unwrap(tenant, row);
        } catch (DamagedKey e) {
            return Optional.empty();
        }
    }

    /** Empty if the key that wraps it is gone, or its file cannot be used. */
    private Optional<SealingKey> unwrap(TenantId tenant, StoredKey row) {
        try {
            return unwrapNow(tenant, row);
        } catch (KeyStoreRefused e) {
            LOG.warn("{} does not open: {}", name(tenant, row.version()), e.getMessage());
            return Optional.empty();
        }
    }

    /** Empty if the key that wraps it is destroyed. */
    private Optional<SealingKey> unwrapNow(TenantId tenant, StoredKey row) {
        String name = name(tenant, row.version());
        if (!row.parent().startsWith(IN_EPOCH)) {
            byte[] place = AssociatedData.tenantKey(tenant, row.version(), row.parent());
            return Optional.of(roots.unwrap(row.parent(), row.version(), row.wrapped(), place, name));
        }
        return epochs.find(Integer.parseInt(row.parent().substring(IN_EPOCH.length())))
                .map(epoch -> epoch.key()
                        .unwrap(
                                row.version(),
                                row.wrapped(),
                                AssociatedData.tenantKey(tenant, row.version(), epoch),
                                name));
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
