package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.KeyChain.OpenEpoch;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.Subject;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads and opens one key of each level; writes nothing. */
public final class StoredChain {
    private static final String EPOCH = """
            select number, kid, renews_all, opened_at, emptied_at from vault.epoch
            where destroyed_at is null
            order by number desc
            limit 1
            """;
    private static final String TENANT_KEY = """
            select version, coalesce(epoch::text, '0'), wrapped, created_at from vault.tenant_key
            where tenant_id = ?
            order by version desc
            limit 1
            """;
    private static final String DATA_KEY = """
            select version, tenant_version, wrapped, created_at from vault.data_key
            where tenant_id = ? and subject = ? and purpose = ? and tenant_version = ?
            order by version desc
            limit 1
            """;

    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final VaultSettings settings;

    /** Over any connection as {@code flowlet_app}. */
    public StoredChain(Transactions transactions, JdbcTemplate jdbc, VaultSettings settings) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** As {@link io.flowlet.vault.KeyChain#open}. */
    public Optional<OpenEpoch> open() {
        KeyStore.require(settings.keyStore());
        return epoch().map(epoch -> {
            EpochKey key = store(settings.keyStore()).open(epoch.number(), epoch.kid());
            transactions.run(TenantId.PLATFORM, () -> checkTenant(key));
            return new OpenEpoch(epoch.number(), epoch.openedAt());
        });
    }

    /** As {@link io.flowlet.vault.KeyChain#checkBackup}. */
    public void checkBackup(Path folder) {
        Epoch epoch = epoch().orElseThrow(() -> new KeyStoreRefused(
                "no epoch is open in this database", "start a server with it first: there is nothing to back up"));
        store(folder).open(epoch.number(), epoch.kid());
    }

    private KeyStore store(Path folder) {
        var roots = new RootKeys(
                RootSource.of(settings, System.getenv()), settings.cachedKeys(), jdbc, new SimpleMeterRegistry());
        PlatformKeys.sealingRoot(roots, jdbc);
        return new KeyStore(folder, PlatformKeys.secret(roots, jdbc, KeyStore.USE));
    }

    private Optional<Epoch> epoch() {
        return transactions.control(() -> jdbc.query(EPOCH, Epoch::read)).stream()
                .findFirst();
    }

    private void checkTenant(EpochKey epoch) {
        Subject platform = Subject.ofTenant(TenantId.PLATFORM);
        for (StoredKey row : jdbc.query(TENANT_KEY, StoredKey::read, TenantId.PLATFORM.value())) {
            if (!row.parent().equals(Integer.toString(epoch.number()))) {
                continue; // a turn is going on, and has not come to it yet
            }
            SealingKey tenantKey = epoch.key()
                    .unwrap(
                            row.version(),
                            row.wrapped(),
                            AssociatedData.tenantKey(TenantId.PLATFORM, row.version(), epoch),
                            "the key of the platform's own tenant");
            List<StoredKey> dataKeys = jdbc.query(
                    DATA_KEY,
                    StoredKey::read,
                    TenantId.PLATFORM.value(),
                    platform.id(),
                    platform.purpose().code(),
                    row.version());
            dataKeys.forEach(dataKey -> tenantKey.unwrap(
                    dataKey.version(),
                    dataKey.wrapped(),
                    AssociatedData.dataKey(platform, dataKey.version(), row.version()),
                    "the data key of the platform's own tenant"));
        }
    }
}
