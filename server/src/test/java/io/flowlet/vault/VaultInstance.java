package io.flowlet.vault;

import com.zaxxer.hikari.HikariDataSource;
import io.flowlet.database.DatabaseRole;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
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

/** One instance of the application as far as the vault goes: its own caches and a pool of connections as {@code flowlet_app}. */
final class VaultInstance implements AutoCloseable {
    static final int POOL = 4;

    final MeterRegistry meters = new SimpleMeterRegistry();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    VaultInstance(TestDatabase database, Path masterKeyFile) {
        this(database, masterKeyFile, Clock.systemUTC());
    }

    VaultInstance(TestDatabase database, Path masterKeyFile, Clock clock) {
        this(database.as(DatabaseRole.APP), TestVault.settings(masterKeyFile, Duration.ofHours(24)), clock);
    }

    /** @param database as the application, or as the owner for what only that may do */
    VaultInstance(DataSource database, VaultSettings settings, Clock clock) {
        this(database, settings, clock, List.of());
    }

    /** The same where modules keep {@code columns} as ciphertext. */
    VaultInstance(DataSource database, VaultSettings settings, Clock clock, List<SealedColumn> columns) {
        context.registerBean(SealedColumns.class, () -> () -> columns);
        context.registerBean(DataSource.class, () -> pool(database));
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(bean(DataSource.class)));
        context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(bean(DataSource.class)));
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(MeterRegistry.class, () -> meters);
        context.register(Transactions.class);
        TestVault.register(context, settings);
        try {
            context.refresh();
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Vault vault() {
        return bean(Vault.class);
    }

    Transactions transactions() {
        return bean(Transactions.class);
    }

    JdbcTemplate jdbc() {
        return bean(JdbcTemplate.class);
    }

    double counter(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counter().count();
    }

    @Override
    public void close() {
        context.close();
    }

    private static HikariDataSource pool(DataSource database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(POOL);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(10_000);
        return pool;
    }
}
