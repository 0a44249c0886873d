package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Tells a tenant's key that was replaced by another one from data keys that were altered, by what it opens. Keys that a turn left behind say
 * nothing: the version they name never wrapped them. Works inside the tenant's open transaction. Thread-safe.
 */
@Component
final class KeysBelow {
    private static final int PAGE = 1_000;
    private static final String NEXT = """
            select subject, purpose, version, wrapped from vault.data_key
            where tenant_id = ? and tenant_version = ? and left_behind_at is null and (subject, purpose, version) > (?, ?, ?)
            order by subject, purpose, version
            limit 1000
            """;
    private static final String LAST = """
            select subject, purpose, version, wrapped from vault.data_key
            where tenant_id = ? and tenant_version = ? and left_behind_at is null
            order by subject desc, purpose desc, version desc
            limit 100
            """;

    private final JdbcTemplate jdbc;

    KeysBelow(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(UUID subject, String purpose, int version, byte[] wrapped) {
        static final Row BEFORE_ALL = new Row(new UUID(0, 0), "", 0, new byte[0]);

        static Row read(ResultSet row, int number) throws SQLException {
            return new Row(row.getObject(1, UUID.class), row.getString(2), row.getInt(3), row.getBytes(4));
        }
    }

    /**
     * Whether {@code key} opens none of the data keys that name {@code version}, though they are two at least: then it is another key than
     * theirs, put into its place, rather than all of them altered. Looks at each of them until one opens. It cannot tell that from somebody
     * who altered every one of them: restoring the tenant's key, or one of those, mends either.
     */
    boolean areAllClosed(TenantId tenant, int version, SealingKey key) {
        Row last = Row.BEFORE_ALL;
        long looked = 0;
        List<Row> page;
        do {
            page = next(tenant, version, last);
            if (anyOpens(tenant, version, key, page)) {
                return false;
            }
            looked += page.size();
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == PAGE);
        return looked > 1;
    }

    /**
     * The same for a request, which cannot look at all of them: at the first thousand and the last hundred. Where just those were altered it is
     * wrong, and no key is made though one could be; nothing is lost by that.
     */
    boolean seemAllClosed(TenantId tenant, int version, SealingKey key) {
        List<Row> looked = new ArrayList<>(next(tenant, version, Row.BEFORE_ALL));
        if (looked.size() == PAGE) {
            looked.addAll(jdbc.query(LAST, Row::read, tenant.value(), version));
        }
        return looked.size() > 1 && !anyOpens(tenant, version, key, looked);
    }

    private List<Row> next(TenantId tenant, int version, Row after) {
        return jdbc.query(NEXT, Row::read, tenant.value(), version, after.subject(), after.purpose(), after.version());
    }

    private static boolean anyOpens(TenantId tenant, int version, SealingKey key, List<Row> rows) {
        return rows.stream()
                .anyMatch(row -> opens(
                        key,
                        row.wrapped(),
                        AssociatedData.dataKey(tenant, row.subject(), row.purpose(), row.version(), version)));
    }

    private static boolean opens(SealingKey key, byte[] wrapped, byte[] place) {
        byte[] clear = new byte[0];
        try {
            clear = key.open(wrapped, place);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }
}
