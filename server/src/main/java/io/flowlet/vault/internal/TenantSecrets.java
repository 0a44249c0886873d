package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The secrets of tenants from which keys are derived, wrapped by the tenant's key, made on first use. One that does not open is never passed
 * over: a look-up without its index would find nothing where there is something, and a unique value would be taken twice. Thread-safe.
 */
@Component
public final class TenantSecrets {
    /** What the derived keys are for: one use's secret is renewed without the other's. Codes are stored, never reused. */
    public enum Use {
        BLIND_INDEX("blind_index"),
        FORMAT_PRESERVING("format_preserving");

        private final String code;

        Use(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    private static final int FIRST = 1;
    private static final String SELECT = """
            select version, tenant_version, wrapped, created_at from vault.tenant_secret
            where tenant_id = ? and use = ?
            order by version desc
            """;
    private static final String INSERT = """
            insert into vault.tenant_secret (tenant_id, use, version, tenant_version, wrapped, created_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String RETIRE =
            "delete from vault.tenant_secret where tenant_id = ? and use = ? and version < ?";

    private final Transactions transactions;
    private final TenantKeys tenantKeys;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final CommittedCache<Owner, List<TenantSecret>> cache;
    private final Counter made;
    private final Counter damaged;

    TenantSecrets(
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
        this.cache = new CommittedCache<>("flowlet.vault.tenant_secrets", settings, meters);
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "secret");
        this.damaged = meters.counter("flowlet.vault.open.failures", "reason", "damaged_key");
    }

    private record Owner(TenantId tenant, Use use) {}

    /**
     * All versions, newest first, never none.
     *
     * @throws IllegalStateException if a transaction of another tenant, or one without a tenant, is open
     * @throws DamagedKey if a stored secret does not open
     */
    public List<TenantSecret> newestFirst(TenantId tenant, Use use) {
        OpenTransaction.requireTenant(transactions, tenant);
        Owner owner = new Owner(tenant, use);
        return cache.find(owner)
                .orElseGet(() -> transactions.in(tenant, () -> {
                    List<TenantSecret> found = read(owner);
                    return found.isEmpty() ? make(owner, FIRST) : found;
                }));
    }

    /**
     * Makes one more version; the older ones stay. Two that do so at the same time make one.
     *
     * @return the new version
     */
    public int renew(TenantId tenant, Use use) {
        OpenTransaction.requireTenant(transactions, tenant);
        Owner owner = new Owner(tenant, use);
        return transactions.in(tenant, () -> {
            List<TenantSecret> found = read(owner);
            int next = found.isEmpty() ? FIRST : found.getFirst().version() + 1;
            return make(owner, next).getFirst().version();
        });
    }

    /**
     * Removes the versions below {@code version} in the open transaction of {@code tenant}, as the owner.
     *
     * @return how many there were
     */
    int retireOlder(TenantId tenant, Use use, int version) {
        cache.forget(new Owner(tenant, use));
        return jdbc.update(RETIRE, tenant.value(), use.code(), version);
    }

    /** Forgets all secrets of a tenant, with the open transaction. */
    void forget(TenantId tenant) {
        cache.forgetAll(owner -> owner.tenant().equals(tenant));
    }

    private List<TenantSecret> read(Owner owner) {
        return Again.whileTurning(() -> readOnce(owner));
    }

    private List<TenantSecret> readOnce(Owner owner) {
        List<TenantSecret> found = jdbc.query(SELECT, StoredKey::read, owner.tenant.value(), owner.use.code()).stream()
                .map(row -> unwrap(owner, row))
                .toList();
        if (!found.isEmpty()) {
            cache.keep(owner, found);
        }
        return found;
    }

    private TenantSecret unwrap(Owner owner, StoredKey row) {
        int parent = Integer.parseInt(row.parent());
        byte[] secret = new byte[0];
        try {
            secret = tenantKeys
                    .version(owner.tenant, parent)
                    .open(
                            row.wrapped(),
                            AssociatedData.tenantSecret(owner.tenant, owner.use.code(), row.version(), parent));
            return new TenantSecret(row.version(), secret);
        } catch (GeneralSecurityException e) {
            damaged.increment();
            throw new DamagedKey("the secret of tenant %d for %s, version %d"
                    .formatted(owner.tenant.value(), owner.use.code(), row.version()));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private List<TenantSecret> make(Owner owner, int version) {
        cache.making();
        TenantKeys.Parent parent = tenantKeys.toSealWith(owner.tenant);
        byte[] secret = SealingKey.newBytes();
        byte[] wrapped = parent.key()
                .seal(secret, AssociatedData.tenantSecret(owner.tenant, owner.use.code(), version, parent.version()));
        Arrays.fill(secret, (byte) 0);
        // waits for a transaction that is making the same secret, and then its row is the one that counts
        made.increment(jdbc.update(
                INSERT,
                owner.tenant.value(),
                owner.use.code(),
                version,
                parent.version(),
                wrapped,
                Timestamp.from(clock.instant())));
        return read(owner);
    }
}
