package io.flowlet.audit;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.internal.EventBodies;
import io.flowlet.audit.internal.EventTable;
import io.flowlet.database.DatabaseRole;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The module's beans over a database of their own, connected as the application. */
final class AuditContext implements AutoCloseable {
    final TestDatabase database = TestDatabase.create();
    final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    AuditContext() {
        context.registerBean(DataSource.class, () -> database.as(DatabaseRole.APP));
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(bean(DataSource.class)));
        context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(bean(DataSource.class)));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(Uuid7.class, () -> new Uuid7(bean(Clock.class)));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.register(Transactions.class, AuditLog.class, EventBodies.class, EventTable.class);
        context.refresh();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    JdbcTemplate jdbc() {
        return bean(JdbcTemplate.class);
    }

    Transactions transactions() {
        return bean(Transactions.class);
    }

    AuditLog log() {
        return bean(AuditLog.class);
    }

    static Caller callerOf(int tenant) {
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
    }
}
