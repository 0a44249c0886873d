package io.flowlet.bench.vault;

import com.zaxxer.hikari.HikariDataSource;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.subscribers.internal.LookupRows;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.BlindIndexes;
import io.flowlet.vault.DataRotation;
import io.flowlet.vault.EpochTurns;
import io.flowlet.vault.KeyErasure;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.RootSettings;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Vault;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The product's vault over a migrated database. */
final class Keys implements AutoCloseable {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** New keys, connected as {@code serve} connects. */
    Keys(BenchDatabase database, Path folder) {
        MasterKeyFile.create(masterKey(database, folder));
        KeyStoreFolder.make(epochs(database, folder));
        context.registerBean(DatabaseSettings.class, database::settings);
        context.scan("io.flowlet.database");
        open(database, folder, HikariDataSource.class, Duration.ofMinutes(5));
    }

    /** The keys that there are, connected as a command of the owner, which rewrites what {@code column} holds. */
    Keys(BenchDatabase database, Path folder, SealedColumn column) {
        context.registerBean(DataSource.class, () -> database.as(DatabaseRole.OWNER));
        context.registerBean(SealedColumns.class, () -> () -> List.of(column));
        open(database, folder, DataSource.class, Duration.ofSeconds(1)); // as long as it waits
    }

    private void open(BenchDatabase database, Path folder, Class<? extends DataSource> source, Duration cachedFor) {
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(context.getBean(source)));
        context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(context.getBean(source)));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(
                VaultSettings.class,
                () -> new VaultSettings(
                        masterKey(database, folder),
                        RootSettings.FILE,
                        epochs(database, folder),
                        50_000,
                        cachedFor,
                        Duration.ofHours(24)));
        context.scan("io.flowlet.vault");
        context.register(Transactions.class, LookupRows.class);
        context.refresh();
    }

    private static Path masterKey(BenchDatabase database, Path folder) {
        return folder.resolve(database.name() + ".key");
    }

    private static Path epochs(BenchDatabase database, Path folder) {
        return folder.resolve(database.name() + ".epochs");
    }

    Vault vault() {
        return context.getBean(Vault.class);
    }

    BlindIndexes indexes() {
        return context.getBean(BlindIndexes.class);
    }

    KeyErasure erasure() {
        return context.getBean(KeyErasure.class);
    }

    EpochTurns turns() {
        return context.getBean(EpochTurns.class);
    }

    DataRotation rotation() {
        return context.getBean(DataRotation.class);
    }

    JdbcTemplate jdbc() {
        return context.getBean(JdbcTemplate.class);
    }

    LookupRows lookups() {
        return context.getBean(LookupRows.class);
    }

    Transactions transactions() {
        return context.getBean(Transactions.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
