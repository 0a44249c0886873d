package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.SealedColumn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Which versions of data keys the values name that must not change. Whose they are is not asked: a version that one of them names stays with
 * every key of the tenant.
 */
final class CommittedValues {
    private final Map<Integer, Set<Integer>> versions = new HashMap<>();
    private long count;

    private CommittedValues() {}

    /** Reads all of {@code columns} once, of all tenants; works in an open transaction without a tenant, as the owner. */
    static CommittedValues read(JdbcTemplate jdbc, List<SealedColumn> columns) {
        CommittedValues values = new CommittedValues();
        for (SealedColumn column : columns) {
            String sql = """
                    select t.tenant_id, ('x' || encode(substring(t.%1$s from 2 for 4), 'hex'))::bit(32)::int, count(*)
                    from %2$s t where t.%1$s is not null and length(t.%1$s) > 4
                    group by 1, 2
                    """.formatted(column.column(), column.table());
            jdbc.query(sql, (RowCallbackHandler) row -> {
                values.versions
                        .computeIfAbsent(row.getInt(1), tenant -> new HashSet<>())
                        .add(row.getInt(2));
                values.count += row.getLong(3);
            });
        }
        return values;
    }

    boolean name(TenantId tenant, int version) {
        return versions.getOrDefault(tenant.value(), Set.of()).contains(version);
    }

    long count() {
        return count;
    }
}
