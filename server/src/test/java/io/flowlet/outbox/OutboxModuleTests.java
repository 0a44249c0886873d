package io.flowlet.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.TestDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

class OutboxModuleTests {
    private static final TenantId TENANT = new TenantId(1);

    private final DataSource dataSource = TestDatabase.create().as(DatabaseRole.APP);
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(dataSource), jdbc);
    private final Uuid7 ids = new Uuid7(Clock.systemUTC());
    private final List<OutboxEvent> taken = new ArrayList<>();
    private final Outbox outbox = new Outbox(jdbc, transactions, List.of(taken::add));

    @Test
    void handsOnWhatWasCommittedAndForgetsIt() {
        OutboxEvent first = event();
        OutboxEvent second = event();
        transactions.run(TENANT, () -> outbox.write(List.of(first, second)));

        assertThat(outbox.drain(TENANT)).isEqualTo(2);
        assertThat(taken).containsExactly(first, second);
        assertThat(outbox.drain(TENANT)).isZero();
    }

    @Test
    void knowsNothingOfWhatWasRolledBack() {
        assertThatThrownBy(() -> transactions.run(TENANT, () -> {
                    outbox.write(List.of(event()));
                    throw new IllegalStateException("the effect failed");
                }))
                .hasMessage("the effect failed");

        assertThat(outbox.drain(TENANT)).isZero();
        assertThat(taken).isEmpty();
    }

    @Test
    void keepsEverythingForTheNextTimeWhenAListenerFails() {
        transactions.run(TENANT, () -> outbox.write(List.of(event(), event())));
        Outbox failing = new Outbox(jdbc, transactions, List.of(event -> {
            throw new IllegalStateException("receiver gone");
        }));

        assertThatThrownBy(() -> failing.drain(TENANT)).hasMessage("receiver gone");
        assertThat(outbox.drain(TENANT)).isEqualTo(2);
    }

    @Test
    void leavesOtherTenantsEventsAlone() {
        transactions.run(TENANT, () -> outbox.write(List.of(event())));

        assertThat(outbox.drain(new TenantId(2))).isZero();
        assertThat(outbox.drain(TENANT)).isEqualTo(1);
    }

    private OutboxEvent event() {
        return new OutboxEvent(ids.next(), TENANT, "payment.created", "pay_1");
    }
}
