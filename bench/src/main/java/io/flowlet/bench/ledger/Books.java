package io.flowlet.bench.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditLog;
import io.flowlet.audit.internal.EventBodies;
import io.flowlet.audit.internal.EventTable;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Ledger;
import io.flowlet.ledger.LedgerSettings;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.internal.Journal;
import io.flowlet.money.Currency;
import io.flowlet.outbox.Outbox;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.RootSettings;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** The product's ledger over a migrated database, connected as {@code serve} connects. Only the web and the background jobs are missing. */
final class Books implements AutoCloseable {
    static final Currency EUR = Currency.of("EUR");

    /** So wide that nothing is refused, and checked all the same. */
    private static final long BOUND_MINOR = 1_000_000_000_000_000L;

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    Books(BenchDatabase database, Path folder) {
        context.registerBean(DatabaseSettings.class, database::settings);
        context.scan("io.flowlet.database");
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(bean(HikariDataSource.class)));
        context.registerBean(
                JdbcTransactionManager.class, () -> new JdbcTransactionManager(bean(HikariDataSource.class)));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(Uuid7.class, () -> new Uuid7(bean(Clock.class)));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(JsonMapper.class, JsonMapper::shared);
        Path masterKey = folder.resolve(database.name() + ".key");
        MasterKeyFile.create(masterKey);
        Path epochs = KeyStoreFolder.make(folder.resolve(database.name() + ".epochs"));
        context.registerBean(
                VaultSettings.class,
                () -> new VaultSettings(
                        masterKey, RootSettings.FILE, epochs, 50_000, Duration.ofMinutes(5), Duration.ofHours(24)));
        context.scan("io.flowlet.vault");
        context.registerBean(LedgerSettings.class, () -> new LedgerSettings(2_000, 4_096, 4));
        context.register(Transactions.class, IdempotencyStore.class, Outbox.class, AuditLog.class, Ledger.class);
        context.register(EventBodies.class, EventTable.class);
        context.scan("io.flowlet.ledger.internal");
        context.refresh();
    }

    private <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Uuid7 ids() {
        return bean(Uuid7.class);
    }

    Ledger ledger() {
        return bean(Ledger.class);
    }

    /** Opens accounts with a floor and a ceiling. */
    List<AccountNumber> open(TenantId tenant, int count) {
        OpenAccount request = new OpenAccount(
                AccountOwner.PROGRAM,
                AccountKind.LIABILITY,
                EUR,
                "2100",
                "bench",
                new OpenAccount.Bounds(-BOUND_MINOR, BOUND_MINOR));
        return bean(Transactions.class)
                .in(
                        tenant,
                        () -> IntStream.range(0, count)
                                .mapToObj(i ->
                                        ledger().openAccount(tenant, request).number())
                                .toList());
    }

    /** The transaction of one batch, as a lane's writer calls it. */
    int write(TenantId tenant, List<PostingUnit> units) {
        for (PostingReceipt receipt : bean(Journal.class).write(tenant, units)) {
            requirePosted(receipt);
        }
        return units.size();
    }

    static void requirePosted(PostingReceipt receipt) {
        boolean posted = receipt instanceof PostingReceipt.Decided decided
                && decided.outcome() instanceof io.flowlet.ledger.PostingOutcome.Posted;
        if (!posted) {
            throw new IllegalStateException("not posted: " + receipt);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
