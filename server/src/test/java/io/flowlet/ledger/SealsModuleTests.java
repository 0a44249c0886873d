package io.flowlet.ledger;

import static io.flowlet.ledger.LedgerContext.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.LedgerVerification.Finding;
import io.flowlet.ledger.internal.PartitionAlarm;
import io.flowlet.ledger.internal.Seals;
import io.flowlet.testing.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What was sealed cannot be changed unseen. Damage is planted as superuser with the triggers off, and put back. The time is one that has no
 * month's partition.
 */
class SealsModuleTests {
    private static final SettableClock CLOCK = new SettableClock(Instant.parse("2020-01-10T10:00:00Z"));
    private static final LedgerContext CONTEXT = new LedgerContext(CLOCK);
    private static final String SEALED = "the transfers of every seal are those that were sealed";
    private static final String LOGGED = "every seal is the one that the audit log tells of";

    private final TenantId tenant = newTenant();
    private final AccountNumber from = CONTEXT.open(tenant);
    private final AccountNumber to = CONTEXT.open(tenant);
    private final Seals seals = CONTEXT.bean(Seals.class);

    @AfterAll
    static void close() {
        CONTEXT.assertBooksAreSound();
        CONTEXT.close();
    }

    @Test
    void sealsWhatIsOlderThanAMinuteOnceAndTellsTheAuditLog() {
        post(3);
        CLOCK.advance(Duration.ofSeconds(59));
        assertThat(seals.run(tenant)).isZero();
        assertThat(count("select count(*) from ledger.seal where tenant_id = ?"))
                .as("no seal over nothing")
                .isZero();

        CLOCK.advance(Duration.ofSeconds(2));
        assertThat(seals.run(tenant)).isEqualTo(3);
        assertThat(seals.run(tenant)).isZero();
        post(2);
        CLOCK.advance(Duration.ofSeconds(61));
        assertThat(seals.run(tenant)).isEqualTo(2);

        assertThat(CONTEXT.superuser.queryForList(
                        "select number || ' ' || transfers from ledger.seal where tenant_id = ? order by number",
                        String.class,
                        tenant.value()))
                .containsExactly("1 3", "2 2");
        assertThat(CONTEXT.superuser.queryForList(
                        "select convert_from(body, 'UTF8')::jsonb #>> '{details,root}' from audit.event where tenant_id = ?"
                                + " and convert_from(body, 'UTF8')::jsonb ->> 'action' = 'ledger.seal' order by id",
                        String.class,
                        tenant.value()))
                .isEqualTo(CONTEXT.superuser.queryForList(
                        "select encode(root, 'hex') from ledger.seal where tenant_id = ? order by number",
                        String.class,
                        tenant.value()));
    }

    @Test
    void findsARowThatWasChangedRemovedOrAdded() {
        post(3);
        CLOCK.advance(Duration.ofMinutes(2));
        seals.run(tenant);
        String second = " where tenant_id = " + tenant.value() + " and debit_version = 2";

        // no rule but the seal knows what the times of a transfer were
        assertThat(foundAfter("update ledger.transfer set value_at = value_at - interval '1 second'" + second))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.rule()).isEqualTo(SEALED);
                    assertThat(found.tenant()).isEqualTo(tenant.value());
                    assertThat(found.found()).startsWith("seal 1: ").endsWith("are not those that were sealed");
                });
        assertThat(foundAfter("delete from ledger.transfer" + second))
                .filteredOn(found -> found.rule().equals(SEALED))
                .singleElement()
                .satisfies(found -> assertThat(found.found()).endsWith("are 2, sealed were 3"));
        assertThat(foundAfter("insert into ledger.transfer select tenant_id, kind, currency,"
                        + " (left(id::text, 35) || case right(id::text, 1) when '1' then '2' else '1' end)::uuid, tx_id, debit_account, 4,"
                        + " debit_balance, credit_account, 4, credit_balance, amount, value_at, booked_at from ledger.transfer"
                        + second))
                .filteredOn(found -> found.rule().equals(SEALED))
                .singleElement()
                .satisfies(found -> assertThat(found.found()).endsWith("are 4, sealed were 3"));
    }

    @Test
    void findsASealThatWasMadeAnewOrIsGone() {
        post(1);
        CLOCK.advance(Duration.ofMinutes(2));
        seals.run(tenant);
        post(1);
        CLOCK.advance(Duration.ofMinutes(2));
        seals.run(tenant);
        String own = " where tenant_id = " + tenant.value();

        assertThat(foundAfter("update ledger.seal set root = sha256('other')" + own + " and number = 2"))
                .extracting(Finding::rule)
                .containsExactly(LOGGED, SEALED);
        assertThat(foundAfter("delete from ledger.seal" + own + " and number = 2"))
                .extracting(Finding::rule)
                .containsExactly(LOGGED);
        assertThat(foundAfter("delete from ledger.seal" + own + " and number = 1"))
                .extracting(Finding::rule)
                .containsExactly(LOGGED, SEALED);
    }

    @Test
    void theAlarmCountsWhatFellIntoNoMonth() {
        PartitionAlarm alarm = CONTEXT.bean(PartitionAlarm.class);
        long before = alarm.look();

        post(2);

        assertThat(alarm.look()).isEqualTo(before + 2);
        assertThat(CONTEXT.bean(MeterRegistry.class)
                        .get("flowlet.ledger.default_partition.rows")
                        .gauge()
                        .value())
                .isEqualTo(before + 2);
        assertThat(alarm.health().getStatus().getCode()).isEqualTo("UP");
        assertThat(alarm.health().getDetails()).containsEntry("default_partition_rows", before + 2);
    }

    private void post(int transfers) {
        for (int i = 0; i < transfers; i++) {
            assertThat(CONTEXT.post(tenant, from, to, 10)).isInstanceOf(PostingReceipt.Decided.class);
        }
    }

    private long count(String sql) {
        return CONTEXT.count(sql, tenant);
    }

    private static List<Finding> foundAfter(String damage) {
        try (Connection connection = CONTEXT.database.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            assertThat(statement.executeUpdate(damage)).isEqualTo(1);
            List<Finding> findings = LedgerVerification.check(connection, checked -> {});
            connection.rollback();
            return findings;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
