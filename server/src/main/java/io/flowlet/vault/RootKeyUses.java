package io.flowlet.vault;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How many keys of the database each root key wraps, over all tenants.
 *
 * @param platform keys of the installation, by the id of their root key
 * @param tenant keys of tenants, the same
 */
public record RootKeyUses(SortedMap<String, Long> platform, SortedMap<String, Long> tenant) {
    private static final String USES = "select kind, master_kid, keys from vault.root_key_uses()";

    public RootKeyUses {
        platform = Collections.unmodifiableSortedMap(new TreeMap<>(platform));
        tenant = Collections.unmodifiableSortedMap(new TreeMap<>(tenant));
    }

    /** As {@code flowlet_app}, the owner or the reader sees them. */
    public static RootKeyUses read(JdbcTemplate jdbc) {
        SortedMap<String, Long> platform = new TreeMap<>();
        SortedMap<String, Long> tenant = new TreeMap<>();
        jdbc.query(USES, row -> {
            (row.getString(1).equals("tenant") ? tenant : platform).put(row.getString(2), row.getLong(3));
        });
        return new RootKeyUses(platform, tenant);
    }

    /** Ids of all root keys that wrap something. */
    public List<String> needed() {
        TreeMap<String, Long> all = new TreeMap<>(platform);
        all.putAll(tenant);
        return List.copyOf(all.keySet());
    }

    /** How many keys {@code kid} wraps. */
    public long of(String kid) {
        return platform.getOrDefault(kid, 0L) + tenant.getOrDefault(kid, 0L);
    }
}
