package io.flowlet.audit;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Looks whether what keeps the log unchangeable is in its place: triggers, missing rights, policies, partitions.
 *
 * <p>An owner of the database can always switch a trigger off and on again between two looks; that is what proofs are for. This finds what
 * was forgotten. Reads the catalogue only, as any role. Thread-safe.
 */
public final class AuditGuard {
    private static final String EVENT_FAMILY = """
            with event_family(oid) as (
              select 'audit.event'::regclass::oid
              union all
              select inhrelid from pg_inherits where inhparent = 'audit.event'::regclass)
            """;
    private static final String TRIGGERS_MISSING = EVENT_FAMILY + """
            , expected(oid, name) as (
              select oid, unnest(array['append_only', 'no_truncate']) from event_family
              union all
              select t::regclass, unnest(array['append_only', 'no_truncate'])
              from unnest(array['audit.leaf', 'audit.checkpoint', 'audit.log_key']) t
              union all
              select 'audit.tile'::regclass, unnest(array['grows', 'no_delete', 'no_truncate'])
              union all
              select 'audit.head'::regclass, unnest(array['advances', 'no_delete', 'no_truncate']))
            select e.oid::regclass::text, e.name
            from expected e
            where not exists (
              select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
              where t.tgrelid = e.oid and t.tgname = e.name and t.tgenabled in ('O', 'A') and p.prosrc like '%raise exception%')
            order by 1, 2
            """;
    private static final String RIGHTS_TOO_MANY = EVENT_FAMILY + """
            , forbidden(role, oid, rights) as (
              select 'flowlet_app', t::regclass::oid, array['insert', 'update', 'delete', 'truncate', 'trigger']
              from unnest(array['audit.leaf', 'audit.tile', 'audit.checkpoint', 'audit.log_key', 'audit.head']) t
              union all
              select 'flowlet_app', 'audit.event'::regclass, array['update', 'delete', 'truncate', 'trigger']
              union all
              select r, oid, array['select', 'insert', 'update', 'delete', 'truncate', 'trigger']
              from event_family, unnest(array['flowlet_app', 'flowlet_sequencer', 'flowlet_reader']) r
              where oid <> 'audit.event'::regclass
              union all
              select 'flowlet_sequencer', t::regclass, array['update', 'delete', 'truncate', 'trigger']
              from unnest(array['audit.event', 'audit.leaf', 'audit.checkpoint', 'audit.log_key']) t
              union all
              select 'flowlet_sequencer', 'audit.event'::regclass, array['insert']
              union all
              select 'flowlet_sequencer', t::regclass, array['delete', 'truncate', 'trigger']
              from unnest(array['audit.tile', 'audit.head']) t
              union all
              select 'flowlet_reader', t::regclass, array['insert', 'update', 'delete', 'truncate', 'trigger']
              from unnest(array['audit.event', 'audit.leaf', 'audit.tile', 'audit.checkpoint', 'audit.log_key', 'audit.head']) t)
            select f.role, f.oid::regclass::text, r
            from forbidden f, unnest(f.rights) r
            where case when r in ('select', 'insert', 'update')
              then has_any_column_privilege(f.role, f.oid, r) else has_table_privilege(f.role, f.oid, r) end
            union all
            select 'flowlet_app', 'audit.event', 'insert (xact)'
            where has_column_privilege('flowlet_app', 'audit.event', 'xact', 'insert')
            order by 2, 1, 3
            """;
    private static final String POLICIES_WRONG = EVENT_FAMILY + """
            select c.oid::regclass::text
            from pg_class c
            where c.oid in (select oid from event_family union all select 'audit.leaf'::regclass)
              and (not c.relrowsecurity or (
                select count(*) <> 1 or not bool_and(
                  pg_get_expr(p.polqual, p.polrelid) like '(tenant_id = ( SELECT%''flowlet.tenant''::text, true)%'
                  and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid))
                from pg_policy p
                where p.polrelid = c.oid and ('flowlet_app'::regrole = any (p.polroles) or 0 = any (p.polroles))))
            order by 1
            """;
    private static final String NEXT_MONTH_MISSING = """
            select to_char(now() at time zone 'utc' + interval '1 month', 'YYYY_MM')
            where to_regclass('audit.event_' || to_char(now() at time zone 'utc' + interval '1 month', 'YYYY_MM')) is null
            """;

    private final JdbcTemplate jdbc;

    public AuditGuard(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Something that is not as it must be.
     *
     * @param what is wrong, with the table's name
     * @param fix what mends it, run by the owner
     */
    public record Fault(String what, String fix) {}

    /** Everything that has to be mended; empty when all is well. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        jdbc.query(TRIGGERS_MISSING, row -> {
            String table = row.getString(1);
            faults.add(new Fault(
                    "the trigger " + row.getString(2) + " of " + table + " is missing, disabled or altered",
                    "alter table " + table + " enable trigger user; if it is gone, see db/migration/audit"));
        });
        jdbc.query(RIGHTS_TOO_MANY, row -> {
            String right = row.getString(3) + " on " + row.getString(2) + " from " + row.getString(1);
            faults.add(new Fault(
                    row.getString(1) + " may " + row.getString(3) + " on " + row.getString(2), "revoke " + right));
        });
        jdbc.query(POLICIES_WRONG, row -> {
            String table = row.getString(1);
            faults.add(new Fault(
                    "row-level security of " + table + " is off, or its policy for flowlet_app is not the tenant's",
                    "alter table " + table + " enable row level security; drop its policies and make them again"));
        });
        jdbc.query(NEXT_MONTH_MISSING, row -> {
            faults.add(new Fault(
                    "audit.event has no partition for " + row.getString(1), "select audit.make_partitions(2)"));
        });
        return List.copyOf(faults);
    }
}
