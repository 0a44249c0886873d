package io.flowlet.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

class TransactionsModuleTests {
    private static final TestDatabase DATABASE = TestDatabase.create();

    private final JdbcTemplate jdbc = new JdbcTemplate(DATABASE.as(DatabaseRole.APP));
    private final Transactions transactions =
            new Transactions(new JdbcTransactionManager(DATABASE.as(DatabaseRole.APP)), jdbc);

    @Test
    void refusesToChangeTheTenantInsideATransaction() {
        assertThatThrownBy(
                        () -> transactions.in(new TenantId(1), () -> transactions.in(new TenantId(2), () -> "never")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stays with its tenant");
        assertThatThrownBy(() -> transactions.in(new TenantId(1), () -> transactions.control(() -> "never")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void joinsTheOpenTransactionOfTheSameTenantAndForgetsItAfterwards() {
        TenantId tenant = new TenantId(1);
        assertThat(transactions.in(tenant, () -> transactions.in(tenant, transactions::current)))
                .contains(tenant);
        assertThatThrownBy(transactions::current).isInstanceOf(IllegalStateException.class);
        assertThat(transactions.isOpen()).isFalse();
    }
}
