package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DataRotation.Counts;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** {@code vault.data_rotation}: what was begun, and how far it is; works inside the open transaction, as the owner. Thread-safe. */
@Component
final class RotationRows {
    private static final String TENANTS = "select distinct tenant_id from vault.data_key order by tenant_id";
    private static final String NOW = "select clock_timestamp()";
    private static final String FIND = """
            select begun_at, made_before, rewritten_at is not null from vault.data_rotation where tenant_id = ?
            """;
    private static final String BEGIN = """
            insert into vault.data_rotation (tenant_id, begun_at, made_before) values (?, ?, ?) on conflict do nothing
            """;
    private static final String MADE = "update vault.data_rotation set made = made + ? where tenant_id = ?";
    private static final String REWRITTEN = """
            update vault.data_rotation set rewritten = rewritten + ?, rewritten_at = null where tenant_id = ?
            """;
    private static final String SETTLE = """
            update vault.data_rotation set rewritten_at = coalesce(rewritten_at, clock_timestamp()) where tenant_id = ?
            returning rewritten_at, clock_timestamp(), made, rewritten, removed
            """;
    private static final String REMOVED = "update vault.data_rotation set removed = removed + ? where tenant_id = ?";
    private static final String END =
            "delete from vault.data_rotation where tenant_id = ? returning made, rewritten, removed";

    private final JdbcTemplate jdbc;

    RotationRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is to be done, by the database's clock.
     *
     * @param begunAt what a version of this moment or before supersedes may be removed
     * @param rewritten whether an earlier run found nothing to rewrite any more
     */
    record Begun(Instant begunAt, Instant madeBefore, boolean rewritten) {}

    /**
     * How far a rotation is of which nothing is left to rewrite.
     *
     * @param since when that was found, or found again after something had come anew
     * @param now by the same clock
     */
    record Settled(Instant since, Instant now, long made, long rewritten, long removed) {}

    /** What would begin now. */
    Begun beginning(Duration olderThan) {
        Instant now = Objects.requireNonNull(jdbc.queryForObject(NOW, Timestamp.class))
                .toInstant();
        return new Begun(now, now.minus(olderThan), false);
    }

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
                                row.getTimestamp(2).toInstant(),
                                row.getBoolean(3)),
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
        jdbc.update(MADE, versions, tenant.value());
    }

    /** There was something to rewrite, and so much was: somebody may still seal with an older version. */
    void rewritten(TenantId tenant, int ciphertexts) {
        jdbc.update(REWRITTEN, ciphertexts, tenant.value());
    }

    /** Notes that nothing is left to rewrite; empty if somebody else ended the rotation, or the tenant. */
    Optional<Settled> settle(TenantId tenant) {
        return jdbc
                .query(
                        SETTLE,
                        (row, number) -> new Settled(
                                row.getTimestamp(1).toInstant(),
                                row.getTimestamp(2).toInstant(),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5)),
                        tenant.value())
                .stream()
                .findFirst();
    }

    void removed(TenantId tenant, int versions) {
        jdbc.update(REMOVED, versions, tenant.value());
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
