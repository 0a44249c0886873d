package io.flowlet.ledger;

import static io.flowlet.ledger.LedgerContext.newTenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.tenants.Transactions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the database itself refuses, whatever the application tries. */
class LedgerTablesModuleTests {
    private static final LedgerContext CONTEXT = new LedgerContext();
    private static final String PARTITIONS =
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'ledger.transfer'::regclass";

    private final TenantId tenant = newTenant();
    private final JdbcTemplate app = CONTEXT.bean(JdbcTemplate.class);
    private final JdbcTemplate owner = new JdbcTemplate(CONTEXT.database.as(DatabaseRole.OWNER));

    @BeforeEach
    void post() {
        CONTEXT.openPurse(tenant, 100);
    }

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void hasMonthlyPartitionsAheadAndADefaultOne() {
        List<String> partitions = partitions();

        assertThat(partitions).contains("ledger.transfer_default").hasSize(8);
        assertThat(CONTEXT.superuser.queryForObject("select count(*) from ledger.transfer_default", Long.class))
                .as("what is posted now falls into a month")
                .isZero();
    }

    @Test
    void makesMissingPartitionsOnceAndKnowsItsBounds() {
        assertThat(CONTEXT.bean(TransferPartitions.class).makeAhead())
                .as("the migration made them")
                .isZero();
        assertThat(make(8)).isEqualTo(2);
        assertThat(make(8)).isZero();
        assertThatThrownBy(() -> make(121)).rootCause().hasMessageContaining("months must be 0 to 120");
        assertThatThrownBy(() -> make(-1)).rootCause().hasMessageContaining("months must be 0 to 120");
        assertThat(protectedPartitions()).containsExactlyInAnyOrderElementsOf(partitions());
        CONTEXT.superuser.execute(
                "do $$ begin execute (select string_agg('drop table ' || inhrelid::regclass, ';')"
                        + " from (select inhrelid from pg_inherits where inhparent = 'ledger.transfer'::regclass"
                        + " and inhrelid::regclass::text <> 'ledger.transfer_default' order by inhrelid desc limit 2) t); end $$");
    }

    @Test
    void protectsEveryPartitionLikeItsParent() {
        assertThat(protectedPartitions()).containsExactlyInAnyOrderElementsOf(partitions());
        for (String partition : partitions()) {
            assertThat(CONTEXT.superuser.queryForList(
                            "select privilege_type from information_schema.role_table_grants where table_schema = 'ledger'"
                                    + " and table_name = split_part(?, '.', 2) and grantee <> 'flowlet_owner'",
                            String.class,
                            partition))
                    .as("rights on %s", partition)
                    .isEmpty();
            assertThat(CONTEXT.superuser.queryForObject(
                            "select count(*) from pg_index where indrelid = ?::regclass and indisunique",
                            Long.class,
                            partition))
                    .as("unique indexes of %s", partition)
                    .isEqualTo(3);
        }
    }

    @Test
    void refusesTheOwnerToChangeRemoveOrTruncateTransfers() {
        for (String statement : List.of(
                "update ledger.transfer set amount = amount + 1",
                "delete from ledger.transfer",
                "truncate ledger.transfer",
                "truncate ledger.account_info cascade",
                "truncate ledger.account_bounds",
                "truncate ledger.period cascade",
                "truncate ledger.seal")) {
            assertThatThrownBy(() -> owner.execute(statement))
                    .rootCause()
                    .hasMessageContaining("never changed or removed");
        }
        for (String partition : partitions()) {
            assertThatThrownBy(() -> owner.execute("truncate " + partition))
                    .rootCause()
                    .hasMessageContaining("never changed or removed");
        }
    }

    @Test
    void refusesTheApplicationEverythingThatAPostingDoesNotDo() {
        for (String statement : List.of(
                "update ledger.transfer set amount = amount + 1",
                "delete from ledger.transfer",
                "truncate ledger.transfer",
                "select * from ledger.transfer_default",
                "update ledger.account set owner = 'program'",
                "update ledger.account set currency = 392",
                "delete from ledger.account",
                "insert into ledger.account (tenant_id, currency, kind, credit_normal, owner, posted)" + " values ("
                        + tenant.value() + ", 978, 1, true, 'program', 5)",
                "update ledger.account_info set name = 'other'",
                "update ledger.account_bounds set floor = null",
                "update ledger.balance_day set booked = 0",
                "delete from ledger.balance_day",
                "update ledger.period set closed_at = now()",
                "update ledger.period_balance set debit = 0",
                "update ledger.seal set transfers = 1",
                "update ledger.hold set amount = 1",
                "update ledger.hold set expires_at = null",
                "delete from ledger.hold",
                "update ledger.reversal set amount = 1",
                "delete from ledger.reversal",
                "delete from ledger.book",
                "alter table ledger.transfer disable row level security",
                "select ledger.protect_transfer_partition('ledger.transfer_default')",
                "select ledger.least_id(now())")) {
            assertThatThrownBy(() -> asTenant(statement))
                    .as(statement)
                    .rootCause()
                    .message()
                    .matches(".*(permission denied|must be owner).*");
        }
    }

    @Test
    void showsATenantNoRowOfAnother() {
        TenantId other = newTenant();
        for (String relation : List.of("account", "account_info", "account_bounds", "transfer", "entry")) {
            String count = "select count(*) from ledger." + relation;
            assertThat(CONTEXT.bean(Transactions.class).in(other, () -> app.queryForObject(count, Long.class)))
                    .as(relation)
                    .isZero();
            assertThat(app.queryForObject(count, Long.class))
                    .as(relation + " without a tenant")
                    .isZero();
            assertThat(CONTEXT.bean(Transactions.class).in(tenant, () -> app.queryForObject(count, Long.class)))
                    .as(relation)
                    .isPositive();
        }
        assertThatThrownBy(() -> asTenant("insert into ledger.account (tenant_id, currency, kind, credit_normal, owner)"
                        + " values (" + other.value() + ", 978, 1, true, 'program')"))
                .rootCause()
                .hasMessageContaining("row-level security");
    }

    @Test
    void letsTheReaderSeeAllTenantsAndChangeNothing() {
        JdbcTemplate reader = new JdbcTemplate(CONTEXT.database.as(DatabaseRole.READER));

        assertThat(reader.queryForObject("select count(distinct tenant_id) from ledger.entry", Long.class))
                .isEqualTo(CONTEXT.superuser.queryForObject(
                        "select count(distinct tenant_id) from ledger.transfer", Long.class));
        assertThatThrownBy(() -> reader.update("update ledger.account set posted = 0"))
                .rootCause()
                .message()
                .matches(".*(permission denied|read-only).*");
    }

    private int make(int months) {
        Integer made = CONTEXT.bean(Transactions.class)
                .control(() -> app.queryForObject("select ledger.make_partitions(?)", Integer.class, months));
        return made == null ? -1 : made;
    }

    private static List<String> partitions() {
        return CONTEXT.superuser.queryForList(PARTITIONS, String.class);
    }

    /** Partitions with row-level security, both policies, the row triggers and a truncate trigger of their own. */
    private static List<String> protectedPartitions() {
        return CONTEXT.superuser.queryForList("""
                select c.oid::regclass::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'ledger.transfer'::regclass and c.relrowsecurity
                  and (select count(*) from pg_policy p where p.polrelid = c.oid) = 2
                  and (select count(*) from pg_trigger t where t.tgrelid = c.oid and t.tgname in ('append_only', 'no_truncate')) = 2
                """, String.class);
    }

    private void asTenant(String statement) {
        CONTEXT.bean(Transactions.class).run(tenant, () -> app.execute(statement));
    }
}
