package io.flowlet.audit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.internal.CheckpointFile;
import io.flowlet.audit.internal.EventBodies;
import io.flowlet.audit.internal.EventTable;
import io.flowlet.audit.internal.Leaderships;
import io.flowlet.audit.internal.LogKey;
import io.flowlet.audit.internal.Proofs;
import io.flowlet.audit.internal.SequencerMeters;
import io.flowlet.audit.internal.SequencerSessions;
import io.flowlet.audit.internal.TreeTables;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The module's beans over a database of their own, connected as the application. */
public final class AuditContext implements AutoCloseable {
    /** The name of the log. */
    public static final String ORIGIN = "audit.example/test";

    public final TestDatabase database = TestDatabase.create();
    private final HikariDataSource superuserPool = pooled(database.asSuperuser());
    private final HikariDataSource readerPool = pooled(database.as(DatabaseRole.READER));
    public final JdbcTemplate superuser = new JdbcTemplate(superuserPool);
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final LogKey key = newKey(ORIGIN);

    public AuditContext() {
        this(new AuditSettings(ORIGIN, false, Duration.ofMillis(10), 1_000, null));
    }

    public AuditContext(AuditSettings settings) {
        context.registerBean(AuditSettings.class, () -> settings);
        context.registerBean(DatabaseSettings.class, this::databaseSettings);
        context.registerBean(LogKey.class, () -> key);
        context.registerBean(
                Leaderships.class, () -> new Leaderships(bean(SequencerSessions.class), key, Clock.systemUTC()));
        context.registerBean(HikariDataSource.class, () -> pooled(database.as(DatabaseRole.APP)));
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(bean(DataSource.class)));
        context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(bean(DataSource.class)));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(Uuid7.class, () -> new Uuid7(bean(Clock.class)));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.register(Transactions.class, AuditLog.class, EventBodies.class, EventTable.class);
        context.registerBean(TreeTables.class, () -> new TreeTables(jdbc()));
        context.register(Audit.class, Proofs.class, AuditUpkeep.class);
        context.register(Sequencer.class, SequencerSessions.class, CheckpointFile.class, SequencerMeters.class);
        context.refresh();
    }

    /** Making a connection costs more than most tests. */
    private static HikariDataSource pooled(DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(4);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private DatabaseSettings databaseSettings() {
        String password = database.password();
        return new DatabaseSettings(database.url(), password, password, null, password, 4);
    }

    /** A new key for a log of this name. */
    public static LogKey newKey(String origin) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            return new LogKey(origin, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length), message -> {
                try {
                    Signature signature = Signature.getInstance("Ed25519");
                    signature.initSign(pair.getPrivate());
                    signature.update(message);
                    return signature.sign();
                } catch (GeneralSecurityException e) {
                    throw new AssertionError(e);
                }
            });
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public JdbcTemplate jdbc() {
        return bean(JdbcTemplate.class);
    }

    public Transactions transactions() {
        return bean(Transactions.class);
    }

    public AuditLog log() {
        return bean(AuditLog.class);
    }

    public Audit audit() {
        return bean(Audit.class);
    }

    public Sequencer sequencer() {
        return bean(Sequencer.class);
    }

    public LogKey key() {
        return key;
    }

    /** The tree as the reader sees it, with every claim of the log checked. */
    public CheckedLog checkedLog() {
        return CheckedLog.of(new JdbcTemplate(readerPool), key.verifier());
    }

    /** Transactions of {@link #superuser}. */
    JdbcTransactionManager superuserTransactions() {
        return new JdbcTransactionManager(superuserPool);
    }

    /** The one number that {@code sql} selects, past all policies. */
    public long number(String sql) {
        return Objects.requireNonNull(superuser.queryForObject(sql, Long.class));
    }

    /** Records {@code count} events of {@code tenant} in one transaction. */
    public void record(int tenant, int count) {
        List<AuditEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(AuditEvent.done(callerOf(tenant), "payment.create", "pay_" + i));
        }
        transactions().run(new TenantId(tenant), () -> log().recordAll(events));
    }

    public static Caller callerOf(int tenant) {
        Actor actor = new Actor(
                new TenantId(tenant),
                new UUID(7, tenant),
                ActorKind.CLIENT,
                "client-" + tenant,
                Set.of(new Scope("audit:read")),
                "client_secret_basic");
        return new Caller(actor, new Trace("0af7651916cd43dd8448eb211c80319c", "req_1"));
    }

    @Override
    public void close() {
        context.close();
        superuserPool.close();
        readerPool.close();
    }
}
