package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.Subject;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The keys that encrypt fields: one for each subject and purpose, wrapped by the tenant's key, made on first use. A version that does not open
 * costs what it encrypted and no more: the others open, and if it was the newest a version above it is made. Thread-safe.
 */
@Component
public final class DataKeys {
    private static final Logger LOG = LoggerFactory.getLogger(DataKeys.class);
    /**
     * The tenant's own key encrypts every stored answer, and random nonces allow a key 2^32 ciphertexts (SP 800-38D 8.3): a week leaves
     * room for 7,000 a second without a pause. A person's key never comes near it.
     */
    private static final Duration TENANT_KEY_AGE = Duration.ofDays(7);

    private static final String SELECT = """
            select version, tenant_version, wrapped, created_at from vault.data_key
            where tenant_id = ? and subject = ? and purpose = ?
            order by version
            """;
    private static final String INSERT = """
            insert into vault.data_key (tenant_id, subject, purpose, version, tenant_version, wrapped, created_at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String DESTROY = "select vault.destroy_data_keys(?, ?, ?, ?)";

    private final Transactions transactions;
    private final TenantKeys tenantKeys;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final CommittedCache<Subject, Keyring> cache;
    private final Counter made;
    private final Counter destroyed;
    private final Counter damaged;

    DataKeys(
            Transactions transactions,
            TenantKeys tenantKeys,
            JdbcTemplate jdbc,
            Clock clock,
            VaultSettings settings,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.tenantKeys = tenantKeys;
        this.jdbc = jdbc;
        this.clock = clock;
        this.cache = new CommittedCache<>("flowlet.vault.data_keys", settings, meters);
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "data");
        this.destroyed = meters.counter("flowlet.vault.keys.destroyed", "kind", "data");
        this.damaged = meters.counter("flowlet.vault.keys.damaged", "kind", "data");
    }

    /**
     * The key that encrypts for {@code subject} now, made when there is none or the newest one does not open.
     *
     * @throws DamagedKey if the tenant's key is damaged
     */
    public SealingKey newest(Subject subject) {
        OpenTransaction.requireTenant(transactions, subject.tenant());
        return cache.find(subject)
                .flatMap(Keyring::newestKey)
                .orElseGet(() -> transactions.in(subject.tenant(), () -> newest(subject, readOrMake(subject))));
    }

    private static SealingKey newest(Subject subject, Keyring ring) {
        return ring.newestKey().orElseThrow(() -> new DamagedKey(name(subject, ring.newest())));
    }

    /**
     * The key of one version, if there is one; makes none.
     *
     * @throws DamagedKey if that version is stored and does not open, whatever becomes of the others
     */
    public Optional<SealingKey> find(Subject subject, int version) {
        OpenTransaction.requireTenant(transactions, subject.tenant());
        return cache.find(subject)
                .flatMap(ring -> ring.find(version))
                // another instance may have made that version since, or somebody restored its row
                .or(() -> transactions.in(
                        subject.tenant(), () -> read(subject).flatMap(ring -> find(subject, ring, version))));
    }

    private static Optional<SealingKey> find(Subject subject, Keyring ring, int version) {
        if (ring.closed().contains(version)) {
            throw new DamagedKey(name(subject, version));
        }
        return ring.find(version);
    }

    /**
     * Destroys all versions of the key in the open transaction, which is one of the subject's tenant.
     *
     * @return how many there were
     */
    public int destroy(Subject subject) {
        cache.forget(subject);
        int gone = Objects.requireNonNull(jdbc.queryForObject(
                DESTROY,
                Integer.class,
                subject.tenant().value(),
                subject.id(),
                subject.purpose().code(),
                Timestamp.from(clock.instant())));
        destroyed.increment(gone);
        return gone;
    }

    /** Forgets all keys of a tenant, with the open transaction. */
    void forget(TenantId tenant) {
        cache.forgetAll(subject -> subject.tenant().equals(tenant));
    }

    private Keyring readOrMake(Subject subject) {
        Optional<Keyring> ring = read(subject);
        if (ring.isEmpty()) {
            return make(subject, 0);
        }
        if (ring.get().newestKey().isEmpty()) {
            requireTenantKey(subject.tenant());
            return make(subject, ring.get().newest());
        }
        return isWornOut(subject, ring.get()) ? make(subject, ring.get().newest()) : ring.get();
    }

    /** Another key in the place of the tenant's is not sealed with in the place of its data keys: a turn would take it for the right one. */
    private void requireTenantKey(TenantId tenant) {
        tenantKeys.forget(tenant);
        int version = tenantKeys.toSealWith(tenant).version();
        if (tenantKeys.seemsToOpenNothing(tenant, version)) {
            throw new DamagedKey(TenantKeys.name(tenant, version));
        }
    }

    private boolean isWornOut(Subject subject, Keyring ring) {
        return subject.isTenantItself()
                && ring.newestMadeAt().plus(TENANT_KEY_AGE).isBefore(clock.instant());
    }

    /** Between the two reads of a key and of the one above it a turn may replace both: then both are read again. */
    private Optional<Keyring> read(Subject subject) {
        return Again.whileTurning(() -> readOnce(subject));
    }

    private Optional<Keyring> readOnce(Subject subject) {
        Optional<Keyring> ring = Keyring.open(
                jdbc.query(
                        SELECT,
                        StoredKey::read,
                        subject.tenant().value(),
                        subject.id(),
                        subject.purpose().code()),
                row -> unwrap(subject, row));
        ring.ifPresent(opened -> {
            tellOfClosed(subject, opened);
            cache.keep(subject, opened);
        });
        return ring;
    }

    private void tellOfClosed(Subject subject, Keyring ring) {
        if (!ring.closed().isEmpty()) {
            damaged.increment(ring.closed().size());
            LOG.error(
                    "the data key of tenant {}, subject {}, purpose {} does not open in versions {}; {} others do",
                    subject.tenant().value(),
                    subject.id(),
                    subject.purpose().code(),
                    new TreeSet<>(ring.closed()),
                    ring.keys().size());
        }
    }

    /** Empty if it does not open, neither below the tenant's key as this instance knows it nor as it is stored now. */
    private Optional<SealingKey> unwrap(Subject subject, StoredKey row) {
        return unwrap(subject, row, tenantKeys::version).or(() -> unwrap(subject, row, tenantKeys::stored));
    }

    private static Optional<SealingKey> unwrap(
            Subject subject, StoredKey row, BiFunction<TenantId, Integer, SealingKey> above) {
        int parent = Integer.parseInt(row.parent());
        byte[] place = AssociatedData.dataKey(subject, row.version(), parent);
        try {
            return Optional.of(above.apply(subject.tenant(), parent)
                    .unwrap(row.version(), row.wrapped(), place, name(subject, row.version())));
        } catch (DamagedKey e) {
            return Optional.empty();
        }
    }

    private static String name(Subject subject, int version) {
        return "the data key of tenant %d, subject %s, purpose %s, version %d"
                .formatted(
                        subject.tenant().value(),
                        subject.id(),
                        subject.purpose().code(),
                        version);
    }

    /** Makes a version above {@code after}. */
    private Keyring make(Subject subject, int after) {
        cache.making();
        TenantKeys.Parent parent = tenantKeys.toSealWith(subject.tenant());
        int version = Math.max(after, parent.destroyedVersion()) + 1;
        byte[] key = SealingKey.newBytes();
        byte[] wrapped = parent.key().seal(key, AssociatedData.dataKey(subject, version, parent.version()));
        Arrays.fill(key, (byte) 0);
        // waits for a transaction that is making the same key, and then its row is the one that counts
        made.increment(jdbc.update(
                INSERT,
                subject.tenant().value(),
                subject.id(),
                subject.purpose().code(),
                version,
                parent.version(),
                wrapped,
                Timestamp.from(clock.instant())));
        return read(subject).orElseThrow();
    }
}
