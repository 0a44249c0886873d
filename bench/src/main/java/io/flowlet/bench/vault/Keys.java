package io.flowlet.bench.vault;

import com.zaxxer.hikari.HikariDataSource;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.subscribers.internal.LookupRows;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.BlindIndexes;
import io.flowlet.vault.EpochTurns;
import io.flowlet.vault.KeyErasure;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.RootSettings;
import io.flowlet.vault.Vault;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The product's vault over a migrated database, connected as {@code serve} connects. */
final class Keys implements AutoCloseable {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    Keys(BenchDatabase database, Path folder) {
        context.registerBean(DatabaseSettings.class, database::settings);
        context.scan("io.flowlet.database");
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(context.getBean(HikariDataSource.class)));
        context.registerBean(
                JdbcTransactionManager.class,
                () -> new JdbcTransactionManager(context.getBean(HikariDataSource.class)));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        Path masterKey = folder.resolve(database.name() + ".key");
        MasterKeyFile.create(masterKey);
        Path epochs = KeyStoreFolder.make(folder.resolve(database.name() + ".epochs"));
        context.registerBean(
                VaultSettings.class,
                () -> new VaultSettings(
                        masterKey, RootSettings.FILE, epochs, 50_000, Duration.ofMinutes(5), Duration.ofHours(24)));
        context.scan("io.flowlet.vault");
        context.register(Transactions.class, LookupRows.class);
        context.refresh();
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
