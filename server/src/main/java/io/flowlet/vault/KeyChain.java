package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.StoredChain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Opens what is stored, from the root key through the open epoch and the platform's own tenant key to its data key, without making or
 * changing anything: for a command that looks whether keys and database fit together.
 *
 * @see TenantId#PLATFORM
 */
public final class KeyChain {
    private final StoredChain chain;

    /** @param app connects as {@code flowlet_app} to a migrated database */
    public KeyChain(DataSource app, VaultSettings settings) {
        this.chain = new StoredChain(
                new Transactions(new JdbcTransactionManager(app), new JdbcTemplate(app)),
                new JdbcTemplate(app),
                settings);
    }

    /**
     * The open epoch.
     *
     * @param number from 1
     * @param openedAt when it began
     */
    public record OpenEpoch(int number, Instant openedAt) {}

    /**
     * Opens every key of the chain; empty if no server has been started with this database yet.
     *
     * @throws MasterKeyRefused if the root key is refused, or is not the one that sealed this database
     * @throws KeyStoreRefused if the key store or the open epoch's file is refused
     * @throws DamagedKey if a stored key does not open
     */
    public Optional<OpenEpoch> open() {
        return chain.open();
    }

    /**
     * Whether the copy of the key store in {@code folder} would do for the database as it is.
     *
     * @throws MasterKeyRefused as {@link #open}
     * @throws KeyStoreRefused if it would not, and why
     */
    public void checkBackup(Path folder) {
        chain.checkBackup(folder);
    }
}
