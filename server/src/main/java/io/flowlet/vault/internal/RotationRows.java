package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DataRotation.Counts;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code vault.data_rotation}: what was begun, and how far it is; works inside the open transaction, as the owner. Thread-safe. */
@Component
final class RotationRows {
    private static final String TENANTS = "select distinct tenant_id from vault.data_key order by tenant_id";
    private static final String FIND = "select begun_at, made_before from vault.data_rotation where tenant_id = ?";
    private static final String BEGIN = """
            insert into vault.data_rotation (tenant_id, begun_at, made_before) values (?, ?, ?) on conflict do nothing
            """;
    private static final String COUNT = """
            update vault.data_rotation set made = made + ?, rewritten = rewritten + ?, removed = removed + ? where tenant_id = ?
            """;
    private static final String END =
            "delete from vault.data_rotation where tenant_id = ? returning made, rewritten, removed";

    private final JdbcTemplate jdbc;

    RotationRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param begunAt what a version of this moment or before supersedes may be removed */
    record Begun(Instant begunAt, Instant madeBefore) {}

    /** All tenants that have a data key. */
    List<TenantId> tenants() {
        return jdbc.query(TENANTS, (row, number) -> new TenantId(row.getInt(1)));
    }

    Optional<Begun> find(TenantId tenant) {
        return jdbc
                .query(
                        FIND,
                        (row, number) -> new Begun(
                                row.getTimestamp(1).toInstant(),
                                row.getTimestamp(2).toInstant()),
                        tenant.value())
                .stream()
                .findFirst();
    }

    /** Whether it was this call that began. */
    boolean begin(TenantId tenant, Begun begun) {
        return jdbc.update(BEGIN, tenant.value(), Timestamp.from(begun.begunAt()), Timestamp.from(begun.madeBefore()))
                == 1;
    }

    void made(TenantId tenant, int versions) {
        jdbc.update(COUNT, versions, 0, 0, tenant.value());
    }

    void rewritten(TenantId tenant, int ciphertexts) {
        jdbc.update(COUNT, 0, ciphertexts, 0, tenant.value());
    }

    void removed(TenantId tenant, int versions) {
        jdbc.update(COUNT, 0, 0, versions, tenant.value());
    }

    /** Empty if somebody else ended it. */
    Optional<Counts> end(TenantId tenant, long kept, long damaged) {
        return jdbc
                .query(
                        END,
                        (row, number) -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3), kept, damaged),
                        tenant.value())
                .stream()
                .findFirst();
    }
}
