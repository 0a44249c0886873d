package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.RootProvider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keys as an earlier build, or an instance that was killed, left them. */
public final class EarlierKeys {
    private EarlierKeys() {}

    /** The file of an epoch without its row. */
    public static void makeEpochFile(JdbcTemplate owner, Path masterKey, int number) {
        MasterKey master = KeyFile.read(masterKey);
        PlatformKeyRow row = PlatformKeyRow.find(owner, KeyStore.USE).orElseThrow();
        try {
            byte[] secret = master.unwrap(row.wrapped(), row.associatedData(row.kid()));
            new KeyStore(TestVault.keyStore(masterKey), secret).findOrMake(number);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A tenant's first key, wrapped by the master key itself. */
    public static void insertTenantKeyBelowMaster(JdbcTemplate owner, Path masterKey, TenantId tenant) {
        insertTenantKeysBelow(owner, source(masterKey), tenant.value(), tenant.value());
    }

    /** The first keys of the tenants {@code from} to {@code to}, wrapped by a root key itself, as all were before there were epochs. */
    public static void insertTenantKeysBelow(JdbcTemplate owner, RootSource source, int from, int to) {
        Root root = new Root(source, 100, new SimpleMeterRegistry());
        owner.batchUpdate(
                "insert into vault.tenant_key (tenant_id, version, master_kid, wrapped, created_at)"
                        + " values (?, 1, ?, ?, current_timestamp)",
                IntStream.rangeClosed(from, to)
                        .mapToObj(tenant -> new Object[] {tenant, root.kid(), wrapped(root, new TenantId(tenant))})
                        .toList());
    }

    /** The root key in {@code masterKey}. */
    public static RootSource source(Path masterKey) {
        return new RootSource(
                "vault.master-key-file", masterKey.toString(), RootProvider.FILE, () -> KeyFile.read(masterKey));
    }

    private static byte[] wrapped(Root root, TenantId tenant) {
        return root.seal(SealingKey.newBytes(), AssociatedData.tenantKey(tenant, 1, root.kid()));
    }
}
