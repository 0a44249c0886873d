package io.flowlet.database;

import io.flowlet.database.TableClasses.Table;
import io.flowlet.database.TableClasses.TableClass;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tenant tables have their policy and append-only tables their triggers, each partition included. */
final class ProtectionCheck {
    /** The given tables with all their partitions. */
    private static final String FAMILY = """
            with recursive family(oid, named) as (
              select c.oid, n.nspname || '.' || c.relname
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname = any(?::text[])
              union all
              select i.inhrelid, f.named from family f join pg_inherits i on i.inhparent = f.oid)
            """;

    private static final String MISSING = """
            select name from unnest(?::text[]) as name
            where not exists (
              select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname || '.' || c.relname = name)
            """;

    private static final String UNPROTECTED = FAMILY + """
            select f.oid::regclass::text as name, c.relrowsecurity as enabled,
              coalesce((select bool_and(
                    p.polpermissive and p.polcmd = '*'
                    and regexp_replace(pg_get_expr(p.polqual, p.polrelid), '\\s+', ' ', 'g') ~ ?
                    and regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), '\\s+', ' ', 'g') ~ ?)
                  from pg_policy p
                  where p.polrelid = f.oid and (0 = any(p.polroles) or 'flowlet_app'::regrole = any(p.polroles))), false) as policy
            from family f join pg_class c on c.oid = f.oid
            order by 1
            """;

    /**
     * How PostgreSQL tells {@code tenant_id = (select nullif(current_setting('flowlet.tenant', true), '')::int)}, and the same without the
     * sub-select, which Citus does not take.
     */
    private static final String POLICY =
            "^\\(tenant_id = (\\( ?SELECT \\(NULLIF\\(current_setting\\('flowlet\\.tenant'::text, true\\),"
                    + " ''::text\\)\\)::integer( AS \"?\\w+\"?)?\\)"
                    + "|\\(NULLIF\\(current_setting\\('flowlet\\.tenant'::text, true\\), ''::text\\)\\)::integer)\\)$";

    private static final String CHANGEABLE = FAMILY + """
            select f.oid::regclass::text as name,
              (select count(*) from pg_trigger t where t.tgrelid = f.oid and t.tgname = 'append_only'
                and t.tgenabled in ('O', 'A')) as row_trigger,
              (select count(*) from pg_trigger t where t.tgrelid = f.oid and t.tgname = 'no_truncate'
                and t.tgenabled in ('O', 'A')) as truncate_trigger,
              array_to_string(array_remove(array[
                case when has_any_column_privilege(current_user, f.oid, 'update') then 'update' end,
                case when has_table_privilege(current_user, f.oid, 'delete') then 'delete' end,
                case when has_table_privilege(current_user, f.oid, 'truncate') then 'truncate' end,
                case when has_table_privilege(current_user, f.oid, 'trigger') then 'trigger' end], null), ', ') as rights
            from family f
            order by 1
            """;

    private ProtectionCheck() {}

    static List<DatabaseFault> faults(JdbcTemplate jdbc, List<Table> tables) {
        List<DatabaseFault> faults = new ArrayList<>();
        faults.addAll(jdbc.query(
                MISSING,
                (row, n) ->
                        new DatabaseFault("the table " + row.getString("name") + " is missing", "./flowlet migrate"),
                (Object) names(tables)));
        faults.addAll(unprotected(jdbc, tables));
        faults.addAll(changeable(jdbc, tables));
        return faults;
    }

    private static List<DatabaseFault> unprotected(JdbcTemplate jdbc, List<Table> tables) {
        List<DatabaseFault> faults = new ArrayList<>();
        List<Table> ofTenants = tables.stream()
                .filter(table -> table.tableClass() == TableClass.TENANT)
                .toList();
        jdbc.query(
                UNPROTECTED,
                row -> {
                    String name = row.getString("name");
                    if (!row.getBoolean("enabled")) {
                        faults.add(new DatabaseFault(
                                "row-level security is off on " + name,
                                "alter table " + name + " enable row level security"));
                    }
                    if (!row.getBoolean("policy")) {
                        faults.add(new DatabaseFault(
                                "the tenant policy of " + name + " is missing or altered, or another stands beside it",
                                "drop its policies, then select flowlet.tenant_table('" + name + "')"));
                    }
                },
                names(ofTenants),
                POLICY,
                POLICY);
        return faults;
    }

    private static List<DatabaseFault> changeable(JdbcTemplate jdbc, List<Table> tables) {
        List<DatabaseFault> faults = new ArrayList<>();
        jdbc.query(
                CHANGEABLE,
                row -> {
                    String name = row.getString("name");
                    if (row.getInt("row_trigger") == 0 || row.getInt("truncate_trigger") == 0) {
                        faults.add(new DatabaseFault(
                                "a trigger that keeps " + name + " append-only is missing or disabled",
                                "alter table " + name + " enable trigger user; when missing, flowlet.append_only('"
                                        + name + "')"));
                    }
                    if (!row.getString("rights").isEmpty()) {
                        faults.add(new DatabaseFault(
                                "the serving role may " + row.getString("rights") + " on " + name
                                        + ", which is append-only",
                                "revoke " + row.getString("rights") + " on " + name + " from flowlet_app, public"));
                    }
                },
                (Object) names(tables.stream().filter(Table::appendOnly).toList()));
        return faults;
    }

    private static String[] names(List<Table> tables) {
        return tables.stream().map(Table::table).toArray(String[]::new);
    }
}
