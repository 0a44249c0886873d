package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.testing.TestVault;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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
        MasterKey master = KeyFile.read(masterKey);
        byte[] wrapped = master.wrap(SealingKey.newBytes(), AssociatedData.tenantKey(tenant, 1, master.kid()));
        owner.update(
                "insert into vault.tenant_key (tenant_id, version, master_kid, wrapped, created_at)"
                        + " values (?, 1, ?, ?, current_timestamp)",
                tenant.value(),
                master.kid(),
                wrapped);
    }
}
