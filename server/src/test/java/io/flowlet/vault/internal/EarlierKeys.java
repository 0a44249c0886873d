package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.testing.TestVault;
import java.nio.file.Path;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keys as an earlier build, or an instance that was killed, left them. */
public final class EarlierKeys {
    private EarlierKeys() {}

    /** The file of an epoch without its row. */
    public static void makeEpochFile(Path masterKey, int number) {
        new KeyStore(TestVault.keyStore(masterKey), KeyFile.read(masterKey)).findOrMake(number);
    }

    /** A tenant's first key, wrapped by the master key itself. */
    public static void insertTenantKeyBelowMaster(JdbcTemplate owner, Path masterKey, TenantId tenant) {
        MasterKey master = KeyFile.read(masterKey);
        byte[] wrapped = master.key().seal(SealingKey.newBytes(), AssociatedData.tenantKey(tenant, 1, master.kid()));
        owner.update(
                "insert into vault.tenant_key (tenant_id, version, master_kid, wrapped, created_at)"
                        + " values (?, 1, ?, ?, current_timestamp)",
                tenant.value(),
                master.kid(),
                wrapped);
    }
}
