package io.flowlet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.audit.internal.EventBodies;
import io.flowlet.audit.internal.EventTable;
import io.flowlet.database.DatabaseRole;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** The ledger's beans over a database of their own, connected as the application; and short ways to ask them. */
public final class LedgerContext implements AutoCloseable {
    public static final Currency EUR = Currency.of("EUR");
    static final AccountOwner WALLETS = new AccountOwner("wallets");

    /** No test waits so long, whatever its clock says. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final AtomicInteger TENANTS = new AtomicInteger();

    final TestDatabase database;
    /** Goes past every right and policy: to look and to plant damage. */
    final JdbcTemplate superuser;

    private final Path masterKey;
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** The only instance over a new database. */
    public LedgerContext() {
        this(Clock.systemUTC());
    }

    /** The only instance over a new database, living at another time. */
    public LedgerContext(Clock clock) {
        this(TestDatabase.create(), TestVault.newMasterKeyFile(), clock);
    }

    private LedgerContext(TestDatabase database, Path masterKey, Clock clock) {
        this.database = database;
        this.masterKey = masterKey;
        this.superuser = new JdbcTemplate(database.asSuperuser());
        context.registerBean(DataSource.class, this::pool);
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(bean(DataSource.class)));
        context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(bean(DataSource.class)));
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(Uuid7.class, () -> new Uuid7(bean(Clock.class)));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(JsonMapper.class, JsonMapper::shared);
        TestVault.register(context, masterKey);
        context.registerBean(LedgerSettings.class, () -> new LedgerSettings(2_000, 4_096, 4));
        context.register(
                Transactions.class,
                IdempotencyStore.class,
                Outbox.class,
                AuditLog.class,
                Ledger.class,
                LedgerHistory.class,
                Periods.class,
                DailyJournals.class,
                TransferPartitions.class,
                HoldExpiry.class);
        context.registerBean(KnownTenants.class, () -> new KnownTenants() {
            @Override
            public List<TenantId> ids() {
                return List.of(); // as if all had ended: the ledger needs no keys, so it goes on for them
            }

            @Override
            public List<TenantId> idsEver() {
                return tenants();
            }
        });
        context.register(EventBodies.class, EventTable.class);
        context.scan("io.flowlet.ledger.internal");
        context.refresh();
    }

    /** Another instance over the same database. */
    public LedgerContext another() {
        return new LedgerContext(database, masterKey, bean(Clock.class));
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.as(DatabaseRole.APP));
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    private List<TenantId> tenants() {
        return superuser.queryForList("select tenant_id from ledger.book order by 1", Integer.class).stream()
                .map(TenantId::new)
                .toList();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Goes past every right and policy. */
    public JdbcTemplate superuser() {
        return superuser;
    }

    public Ledger ledger() {
        return bean(Ledger.class);
    }

    /** A tenant that no other test uses. */
    public static TenantId newTenant() {
        return new TenantId(TENANTS.incrementAndGet());
    }

    public static Money eur(long minor) {
        return new Money(EUR, minor);
    }

    public static Caller callerOf(TenantId tenant) {
        Actor actor = new Actor(
                tenant, new UUID(7, tenant.value()), ActorKind.CLIENT, "client", Set.of(), "client_secret_basic");
        return new Caller(actor, new Trace("0af7651916cd43dd8448eb211c80319c", "req_1"));
    }

    /** An account of the program without limits. */
    public AccountNumber open(TenantId tenant) {
        return open(tenant, AccountOwner.PROGRAM, OpenAccount.Bounds.NONE);
    }

    /** An account that cannot be overdrawn. */
    public AccountNumber openPurse(TenantId tenant) {
        return open(tenant, AccountOwner.PROGRAM, OpenAccount.Bounds.NOT_BELOW_ZERO);
    }

    public AccountNumber open(TenantId tenant, AccountOwner owner, OpenAccount.Bounds bounds) {
        return ledger().openAccount(tenant, new OpenAccount(owner, AccountKind.LIABILITY, EUR, "2100", "test", bounds))
                .number();
    }

    /** A purse with money in it, which came from a new account. */
    public AccountNumber openPurse(TenantId tenant, long minor) {
        AccountNumber purse = openPurse(tenant);
        assertThat(post(tenant, open(tenant), purse, minor)).isInstanceOf(PostingReceipt.Decided.class);
        return purse;
    }

    public PostingReceipt post(TenantId tenant, AccountNumber debit, AccountNumber credit, long minor) {
        return ledger().post(unit(tenant, null, Posting.of(debit, credit, eur(minor))));
    }

    public PostingReceipt post(TenantId tenant, IdempotencyKey key, Posting posting) {
        return ledger().post(unit(tenant, key, posting));
    }

    public static PostingUnit unit(TenantId tenant, @Nullable IdempotencyKey key, Command... commands) {
        return new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(commands),
                key,
                outcome -> consequence(tenant, outcome),
                NEVER);
    }

    /** As a facade would: an answer that is kept when it may be, an audit event always, an event for others when money moved. */
    public static Consequence consequence(TenantId tenant, PostingOutcome outcome) {
        return switch (outcome) {
            case PostingOutcome.Posted posted -> {
                String id = posted.first().id().toString();
                yield new Consequence(
                        new StoredAnswer(201, "{\"id\":\"" + id + "\"}"),
                        List.of(AuditEvent.done(callerOf(tenant), "ledger.post", id)),
                        List.of(new OutboxEvent(posted.first().id().value(), tenant, "transaction.posted", id)),
                        List.of());
            }
            case PostingOutcome.Refused refused -> {
                String code = refused.reason().problem().code();
                int status = refused.reason().problem().status();
                yield new Consequence(
                        status == 409 || status == 422 ? new StoredAnswer(status, "{\"code\":\"" + code + "\"}") : null,
                        List.of(AuditEvent.refused(callerOf(tenant), "ledger.post", "transaction", code)),
                        List.of(),
                        List.of());
            }
        };
    }

    public static IdempotencyKey key(TenantId tenant, String key) {
        return key(tenant, key, "01");
    }

    public static IdempotencyKey key(TenantId tenant, String key, String hash) {
        String digest = HexFormat.of().formatHex(new byte[31]) + hash;
        return new IdempotencyKey(tenant, new UUID(7, tenant.value()), "POST /v1/ledger/transactions", key, digest);
    }

    public long posted(TenantId tenant, AccountNumber account) {
        return ledger().balance(tenant, account).orElseThrow().posted().minor();
    }

    public long count(String countSql, TenantId tenant) {
        Long count = superuser.queryForObject(countSql, Long.class, tenant.value());
        return count == null ? 0 : count;
    }

    public long transfers(TenantId tenant) {
        return count("select count(*) from ledger.transfer where tenant_id = ?", tenant);
    }

    List<LedgerVerification.Finding> verify() {
        return new LedgerVerification(database.as(DatabaseRole.READER)).run(checked -> {});
    }

    /** What every test that touched money ends with. */
    public void assertBooksAreSound() {
        assertThat(verify()).isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}
