package io.flowlet.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.database.TableClasses.TableClass;
import io.flowlet.testing.GeneratedPage;
import io.flowlet.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** {@code deploy/citus/distribute.sql}, with functions of Citus that only take notes. */
class CitusScriptModuleTests {
    private static final String CITUS = """
            create table public.pg_dist_partition (logicalrelid regclass, partmethod "char", colocationid int);
            create function public.citus_version() returns text language sql as $$ select 'Citus 13.1.0 on test' $$;
            create function public.create_distributed_table(name regclass, key text, kind text default 'hash', colocate_with text default '')
              returns void language sql as $$
              insert into public.pg_dist_partition values (name, 'h', case when colocate_with in ('none', 'ledger.account') then 1 else 2 end) $$;
            create function public.create_reference_table(name regclass) returns void language sql as $$
              insert into public.pg_dist_partition values (name, 'n', 0) $$;
            set citus.enable_unsafe_triggers = 'on';
            """;

    @Test
    void namesEveryTenantTableAndEveryReferenceTableOnceAndNoOther() throws IOException {
        assertThat(named("distribute")).containsExactlyInAnyOrderElementsOf(tables(TableClass.TENANT));
        assertThat(named("replicate")).containsExactlyInAnyOrderElementsOf(tables(TableClass.REFERENCE));
    }

    @Test
    void runsTwiceAndLeavesWhatTheServerAsksForAtItsStart() throws IOException {
        TestDatabase database = TestDatabase.create();
        SingleConnectionDataSource connection =
                new SingleConnectionDataSource(database.url(), "postgres", database.password(), true);
        JdbcTemplate superuser = new JdbcTemplate(connection);
        superuser.execute(CITUS);

        superuser.execute(script());
        superuser.execute(script());

        assertThat(superuser.queryForObject("select count(*) from pg_dist_partition", Integer.class))
                .isEqualTo(named("distribute").size() + named("replicate").size());
        assertThat(superuser.queryForObject(
                        "select count(*) from pg_policy where pg_get_expr(polqual, polrelid) like '%SELECT%'",
                        Integer.class))
                .as("policies with a sub-select")
                .isZero();
        // a partition that is made afterwards
        assertThat(superuser.queryForObject("select ledger.make_partitions(7)", Integer.class))
                .isEqualTo(1);
        assertThat(ProtectionCheck.faults(new JdbcTemplate(database.as(DatabaseRole.APP)), TableClasses.all()))
                .isEmpty();
        connection.destroy();
    }

    @Test
    void stopsWhereRowTriggersWouldBeRefused() throws IOException {
        TestDatabase database = TestDatabase.create();
        SingleConnectionDataSource connection =
                new SingleConnectionDataSource(database.url(), "postgres", database.password(), true);
        JdbcTemplate superuser = new JdbcTemplate(connection);
        superuser.execute(CITUS);
        superuser.execute("set citus.enable_unsafe_triggers = 'off'");
        String script = script();

        assertThatThrownBy(() -> superuser.execute(script)).hasMessageContaining("enable_unsafe_triggers is not on");
        connection.destroy();
    }

    /** Citus takes a foreign key only between tables of one group, and tenant_id in it. */
    @Test
    void noForeignKeyLeavesAClassAndThoseOfTenantTablesHoldTheTenant() {
        JdbcTemplate superuser = new JdbcTemplate(TestDatabase.create().asSuperuser());
        List<String> tenantTables = tables(TableClass.TENANT);

        assertThat(superuser.query("""
                        select conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
                        where contype = 'f' and conparentid = 0
                        """, (row, i) -> List.of(row.getString(1), row.getString(2), row.getString(3))))
                .isNotEmpty()
                .allSatisfy(key -> {
                    boolean tenant = tenantTables.contains(key.get(0));
                    assertThat(tenantTables.contains(key.get(1))).isEqualTo(tenant);
                    assertThat(key.get(2).contains("(tenant_id, ")).isEqualTo(tenant);
                });
    }

    private static List<String> tables(TableClass wanted) {
        return TableClasses.all().stream()
                .filter(table -> table.tableClass() == wanted)
                .map(TableClasses.Table::table)
                .toList();
    }

    private static List<String> named(String verb) throws IOException {
        return Pattern.compile("select pg_temp\\." + verb + "\\('([a-z_.]+)'\\);")
                .matcher(script())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String script() throws IOException {
        return Files.readString(GeneratedPage.root().resolve("deploy/citus/distribute.sql"));
    }
}
