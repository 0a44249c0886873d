package io.flowlet.policies.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.approvals.ApprovalTests;
import io.flowlet.database.DatabaseRole;
import io.flowlet.policies.Policies;
import io.flowlet.tenants.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A version that one instance took, seen by another one with a memory of its own. */
class TwoInstancesModuleTests extends ApprovalTests {
    private static final Duration MEMORY = Duration.ofMillis(400);

    @Autowired
    private Policies policies;

    @Test
    void whatWasApprovedOnOneInstanceIsObeyedOnAnotherAsSoonAsThatForgets() {
        DataSource app = database().as(DatabaseRole.APP);
        JdbcTemplate jdbc = new JdbcTemplate(app);
        PolicyRows other = new PolicyRows(jdbc, new Transactions(new JdbcTransactionManager(app), jdbc), MEMORY);
        assertThat(newestSeenBy(other)).isEqualTo(1);
        assertThat(policies.current(live, "onboarding").version()).isEqualTo(1);

        decide(officer, requested(), "approve");
        Instant published = Instant.now();
        assertThat(policies.current(live, "onboarding").version())
                .as("where it was approved, at once")
                .isEqualTo(2);
        while (newestSeenBy(other) == 1) {
            assertThat(Duration.between(published, Instant.now())).isLessThan(MEMORY.plusSeconds(2));
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(newestSeenBy(other)).isEqualTo(2);
    }

    @Test
    void forgetsSoonEnoughForWhatIsPromised() {
        assertThat(PolicyRows.REMEMBERED_FOR).isLessThan(Duration.ofSeconds(5));
    }

    private int newestSeenBy(PolicyRows instance) {
        return instance.fromCurrentOn(live, "onboarding", Instant.now())
                .getFirst()
                .version();
    }
}
