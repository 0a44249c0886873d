package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The keys that encrypt fields: one for each subject and purpose, wrapped by the tenant's key, made on first use. Thread-safe. */
@Component
public final class DataKeys {
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
    }

    /** The key that encrypts for {@code subject} now, made when there is none. */
    public SealingKey newest(Subject subject) {
        OpenTransaction.requireTenant(transactions, subject.tenant());
        return cache.find(subject)
                .orElseGet(() -> transactions.in(subject.tenant(), () -> readOrMake(subject)))
                .newestKey();
    }

    /** The key of one version, if there is one; makes none. */
    public Optional<SealingKey> find(Subject subject, int version) {
        OpenTransaction.requireTenant(transactions, subject.tenant());
        return cache.find(subject)
                .flatMap(ring -> ring.find(version))
                // another instance may have made that version since
                .or(() -> transactions.in(subject.tenant(), () -> read(subject).flatMap(ring -> ring.find(version))));
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
        return isWornOut(subject, ring.get()) ? make(subject, ring.get().newest()) : ring.get();
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
                row -> Optional.of(unwrap(subject, row)));
        ring.ifPresent(opened -> cache.keep(subject, opened));
        return ring;
    }

    private SealingKey unwrap(Subject subject, StoredKey row) {
        int parent = Integer.parseInt(row.parent());
        return tenantKeys
                .version(subject.tenant(), parent)
                .unwrap(
                        row.version(),
                        row.wrapped(),
                        AssociatedData.dataKey(subject, row.version(), parent),
                        "the data key of tenant %d, subject %s, purpose %s, version %d"
                                .formatted(
                                        subject.tenant().value(),
                                        subject.id(),
                                        subject.purpose().code(),
                                        row.version()));
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
