package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.IndexTable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** The statements about one table of blind indexes, made once from names that are constants of the modules. Each stays within one tenant. */
final class IndexSql {
    static final int CHUNK = 200;
    static final int REMOVED_AT_ONCE = 5_000;

    private final String next;
    private final String of;
    private final String count;
    private final String remove;

    IndexSql(IndexTable of) {
        String same =
                of.field().map(field -> " and n.%1$s = o.%1$s".formatted(field)).orElse("");
        String lacking = """
                from %1$s o where o.tenant_id = ? and o.version < ? and not exists (
                  select from %1$s n where n.tenant_id = o.tenant_id and n.%2$s = o.%2$s%3$s and n.version = ?)
                """.formatted(of.table(), of.id(), same);
        String things = "count(distinct o.%s) ".formatted(of.id());
        this.next = "select distinct o.%1$s ".formatted(of.id())
                + lacking
                + "and o.%1$s > ? order by o.%1$s limit %2$d".formatted(of.id(), CHUNK);
        this.of = "select " + things + lacking + "and o.%s = any (?)".formatted(of.id());
        this.count = "select " + things + lacking;
        this.remove = """
                delete from %1$s where ctid = any (array(
                  select ctid from %1$s where tenant_id = ? and version < ? limit %2$d)) and tenant_id = ?
                """.formatted(of.table(), REMOVED_AT_ONCE);
    }

    /** What has an index of an older version and none of this one, the next chunk after {@code after}. */
    List<UUID> lacking(JdbcTemplate jdbc, TenantId tenant, int version, UUID after) {
        return jdbc.queryForList(next, UUID.class, tenant.value(), version, version, after);
    }

    int stillLacking(JdbcTemplate jdbc, TenantId tenant, int version, List<UUID> ids) {
        return Objects.requireNonNull(
                jdbc.queryForObject(of, Integer.class, tenant.value(), version, version, ids.toArray(UUID[]::new)));
    }

    long countLacking(JdbcTemplate jdbc, TenantId tenant, int version) {
        return Objects.requireNonNull(jdbc.queryForObject(count, Long.class, tenant.value(), version, version));
    }

    /** Removes rows of older versions, so many at once; how many there were. */
    int remove(JdbcTemplate jdbc, TenantId tenant, int version) {
        return jdbc.update(remove, tenant.value(), version, tenant.value());
    }
}
