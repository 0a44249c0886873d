package io.flowlet.database;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The serving role must not be able to rise above row-level security, by itself or through a role it belongs to. */
final class RoleCheck {
    private static final String RISEN = """
            select r.rolname || case when r.rolname = current_user then '' else ' (of which ' || current_user || ' is a member)' end
              as name, r.rolname,
              array_to_string(array_remove(array[
                case when r.rolsuper then 'is a superuser' end,
                case when r.rolbypassrls then 'bypasses row-level security' end,
                case when r.rolcreaterole then 'may create roles' end,
                case when r.rolcreatedb then 'may create databases' end,
                case when r.rolreplication then 'may replicate' end], null), ', ') as powers
            from pg_roles r
            where pg_has_role(current_user, r.oid, 'member')
              and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
              and (r.rolname = current_user or not (select rolsuper from pg_roles where rolname = current_user))
            order by 1
            """;

    private static final String OWNED = """
            select min(c.oid::regclass::text) as name, count(*) as tables
            from pg_class c
            where c.relkind in ('r', 'p', 'v', 'm', 'S')
              and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
              and c.relname not like 'pg\\_%'
              and c.relpersistence <> 't'
              and pg_has_role(current_user, c.relowner, 'member')
              and not (select rolsuper from pg_roles where rolname = current_user)
            having count(*) > 0
            """;

    private static final String MAY_CREATE = """
            select 'schema ' || n.nspname as name
            from pg_namespace n
            where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
              and has_schema_privilege(current_user, n.oid, 'create')
              and not (select rolsuper from pg_roles where rolname = current_user)
            union all
            select 'database ' || current_database()
            where has_database_privilege(current_user, current_database(), 'create')
              and not (select rolsuper from pg_roles where rolname = current_user)
            order by 1
            """;

    private RoleCheck() {}

    static List<DatabaseFault> faults(JdbcTemplate jdbc) {
        List<DatabaseFault> faults = new java.util.ArrayList<>();
        faults.addAll(jdbc.query(RISEN, (row, n) -> {
            String fix = "alter role " + row.getString("rolname")
                    + " nosuperuser nobypassrls nocreaterole nocreatedb noreplication";
            return new DatabaseFault(row.getString("name") + " " + row.getString("powers"), fix);
        }));
        faults.addAll(jdbc.query(
                OWNED,
                (row, n) -> new DatabaseFault(
                        "the serving role owns " + row.getString("name")
                                + (row.getInt("tables") == 1 ? "" : " and " + (row.getInt("tables") - 1) + " more"),
                        "alter table … owner to flowlet_owner; migrate as flowlet_owner, serve as flowlet_app")));
        faults.addAll(jdbc.query(
                MAY_CREATE,
                (row, n) -> new DatabaseFault(
                        "the serving role may create objects in " + row.getString("name"),
                        "revoke create on " + row.getString("name") + " from flowlet_app, public")));
        return faults;
    }
}
