package io.flowlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.database.DatabaseRole;
import io.flowlet.database.TableClasses;
import io.flowlet.database.TableClasses.TableClass;
import io.flowlet.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Holds PostgreSQL's catalogue to what {@code db/table-classes.csv} promises. */
class TableClassesModuleTests {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final String PERMISSION_DENIED = "42501";

    private final JdbcTemplate superuser = new JdbcTemplate(DATABASE.asSuperuser());
    private final Map<String, TableClasses.Table> classes =
            TableClasses.all().stream().collect(Collectors.toMap(TableClasses.Table::table, table -> table));

    @Test
    void everyTableIsListedAndEveryListedTableExists() {
        assertThat(new TreeSet<>(classes.keySet())).isEqualTo(new TreeSet<>(tables()));
    }

    @Test
    void everyTenantTableHasRowLevelSecurityAndExactlyOurPolicy() {
        for (String table : tenantTablesAndPartitions()) {
            assertThat(superuser.queryForObject(
                            "select relrowsecurity from pg_class where oid = ?::regclass", Boolean.class, table))
                    .as(table)
                    .isTrue();
            List<String> policies = superuser.queryForList("""
                    select coalesce(qual, '') || ' / ' || coalesce(with_check, '') from pg_policies
                    where format('%I.%I', schemaname, tablename) = ? and 'flowlet_app' = any (roles)
                    """, String.class, table);
            assertThat(policies).as(table).hasSize(1);
            assertThat(policies.getFirst().replaceAll("\\s+", " "))
                    .as(table)
                    .contains("tenant_id = ( SELECT")
                    .contains("NULLIF(current_setting('flowlet.tenant'::text, true), ''::text))::integer");
        }
    }

    @Test
    void theTenantStandsFirstInEveryUniqueKey() {
        for (TableClasses.Table table : of(TableClass.TENANT)) {
            if (table.why().contains("keyed by")) {
                continue; // the file says why
            }
            assertThat(superuser.queryForList("""
                            select i.indexrelid::regclass || ': ' || a.attname from pg_index i
                            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                            where i.indrelid = ?::regclass and i.indisunique
                            """, String.class, table.table()))
                    .as(table.table())
                    .isNotEmpty()
                    .allMatch(index -> index.endsWith(": tenant_id"));
        }
    }

    @Test
    void theApplicationSeesNothingWithoutATenantOrWithAnother() throws SQLException {
        plantOneRowInEveryTenantTable();
        for (String table : tenantTablesAndPartitions()) {
            for (String setting : List.of("", "set flowlet.tenant = '2'", "set flowlet.tenant = ''")) {
                assertThat(visible(table, setting))
                        .as("%s after \"%s\"", table, setting)
                        .isZero();
            }
        }
    }

    @Test
    void theApplicationOwnsNothingAndCannotTruncateOrChangeWhatIsAppendOnly() {
        assertThat(superuser.queryForObject(
                        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname <> 'flowlet_owner'"
                                + " and c.relnamespace::regnamespace::text in ('http','vault','audit','ledger','payments')",
                        Long.class))
                .isZero();
        for (String table : tables()) {
            assertThat(may(table, "TRUNCATE")).as(table).isFalse();
            if (classes.get(table) != null && classes.get(table).appendOnly()) {
                assertThat(may(table, "UPDATE")).as(table).isFalse();
                assertThat(may(table, "DELETE")).as(table).isFalse();
                assertThat(triggers(table)).as(table).contains("append_only", "no_truncate");
            }
        }
        for (String partition : partitions()) {
            assertThat(triggers(partition)).as(partition).contains("append_only", "no_truncate");
            for (String right : List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")) {
                assertThat(may(partition, right))
                        .as("%s on %s", right, partition)
                        .isFalse();
            }
        }
    }

    @Test
    void noColumnLooksLikePersonalDataInClear() {
        assertThat(superuser.queryForList("""
                        select table_schema || '.' || table_name || '.' || column_name from information_schema.columns
                        where table_schema not in ('pg_catalog', 'information_schema') and data_type <> 'bytea'
                          and column_name ~ '(given|family|first|last)_?name|e_?mail|phone|address|birth|document'
                        """, String.class)).isEmpty();
    }

    private List<TableClasses.Table> of(TableClass wanted) {
        return classes.values().stream()
                .filter(table -> table.tableClass() == wanted)
                .toList();
    }

    private List<String> tables() {
        return superuser.queryForList("""
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'flyway_history'
                  and n.nspname not in ('pg_catalog', 'information_schema')
                """, String.class);
    }

    private List<String> partitions() {
        return superuser.queryForList("""
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r' and c.relispartition
                """, String.class);
    }

    private List<String> tenantTablesAndPartitions() {
        List<String> all = new ArrayList<>(partitions());
        assertThat(all).isNotEmpty();
        of(TableClass.TENANT).forEach(table -> all.add(table.table()));
        return all;
    }

    private boolean may(String table, String right) {
        return Boolean.TRUE.equals(superuser.queryForObject(
                "select has_table_privilege('flowlet_app', ?, ?)", Boolean.class, table, right));
    }

    private Set<String> triggers(String table) {
        return Set.copyOf(superuser.queryForList(
                "select tgname from pg_trigger where tgrelid = ?::regclass and tgenabled in ('O', 'A')",
                String.class,
                table));
    }

    private static long visible(String table, String setting) throws SQLException {
        try (Connection connection = DATABASE.as(DatabaseRole.APP).getConnection();
                Statement statement = connection.createStatement()) {
            if (!setting.isEmpty()) {
                statement.execute(setting);
            }
            try (ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            if (PERMISSION_DENIED.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    /** As superuser without triggers and foreign keys: the rows need not make sense, only belong to tenant 1. */
    private void plantOneRowInEveryTenantTable() throws SQLException {
        try (Connection connection = DATABASE.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (TableClasses.Table table : of(TableClass.TENANT)) {
                statement.execute(TableRows.insertInto(superuser, table.table()));
            }
        }
        for (TableClasses.Table table : of(TableClass.TENANT)) {
            assertThat(superuser.queryForObject("select count(*) from " + table.table(), Long.class))
                    .as(table.table())
                    .isPositive();
        }
    }
}
