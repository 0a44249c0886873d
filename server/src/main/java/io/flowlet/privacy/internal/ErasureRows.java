package io.flowlet.privacy.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.privacy.Erasure;
import io.flowlet.privacy.ErasureId;
import io.flowlet.privacy.LegalBasis;
import io.flowlet.privacy.Retained;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.KeyErasure;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Erasures, what they left and what was destroyed, as rows; needs a transaction of their tenant. */
@Component
public final class ErasureRows implements SealedColumns {
    private static final SealedColumn REASON =
            SealedColumn.in("privacy.erasure", "reason").row("id").ofTenant();
    private static final String INSERT = """
            insert into privacy.erasure
              (tenant_id, subscriber, id, reason, jurisdiction, retention_version, requested_by, erased_at, final_at, epoch)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String RETAIN = """
            insert into privacy.retained (tenant_id, subscriber, purpose, legal_basis, law, holds_data, destroy_after)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select id, jurisdiction, retention_version, erased_at, final_at, epoch from privacy.erasure
            where tenant_id = ? and subscriber = ?
            """;
    private static final String RETAINED = """
            select purpose, legal_basis, law, holds_data, destroy_after, destroyed_at from privacy.retained
            where tenant_id = ? and subscriber = ? order by destroy_after, purpose
            """;
    private static final String DESTROYED = """
            insert into privacy.destruction (tenant_id, subscriber, purpose, destroyed_at) values (?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String MARK = """
            update privacy.retained set destroyed_at = ?
            where tenant_id = ? and subscriber = ? and purpose = ? and destroyed_at is null
            """;
    private static final String DUE = """
            select subscriber, purpose,
                   (select retention_version from privacy.erasure e where e.tenant_id = r.tenant_id and e.subscriber = r.subscriber)
            from privacy.retained r
            where tenant_id = ? and destroyed_at is null and destroy_after <= ? and not exists (
              select from privacy.legal_hold h
              where h.tenant_id = r.tenant_id and h.subscriber = r.subscriber and h.lifted_at is null)
            order by destroy_after limit ? for update skip locked
            """;
    private static final String ERASED = """
            select subscriber, retention_version from privacy.erasure e
            where tenant_id = ? and subscriber > ? and not exists (
              select from privacy.legal_hold h
              where h.tenant_id = e.tenant_id and h.subscriber = e.subscriber and h.lifted_at is null)
            order by subscriber limit ?
            """;
    private static final String COUNTS = """
            select count(*) filter (where destroy_after > ?),
                   count(*) filter (where destroy_after <= ? and held),
                   count(*) filter (where destroy_after <= ? and not held)
            from (
              select destroy_after, exists (
                select from privacy.legal_hold h
                where h.tenant_id = r.tenant_id and h.subscriber = r.subscriber and h.lifted_at is null) as held
              from privacy.retained r where tenant_id = ? and destroyed_at is null) as kept
            """;
    private static final String DESTRUCTIONS = """
            select subscriber, purpose, destroyed_at from privacy.destruction
            where tenant_id = ? and (subscriber, purpose) > (?, ?) order by subscriber, purpose limit ?
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;
    private final KeyErasure keys;

    ErasureRows(JdbcTemplate jdbc, Vault vault, KeyErasure keys) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.keys = keys;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(REASON);
    }

    /**
     * What a subscriber's data is held for.
     *
     * @param retentionVersion of the policy by which it was kept for so long
     */
    public record Kept(SubscriberId subscriber, Purpose purpose, int retentionVersion) {}

    /** @param retentionVersion of the policy by which the subscriber was erased */
    public record Erased(SubscriberId subscriber, int retentionVersion) {}

    /** That the keys of one purpose were destroyed. */
    public record Destroyed(SubscriberId subscriber, Purpose purpose, Instant at) {}

    /** How many schedules there are: not due, due and held, due and free. */
    public record Counts(long later, long held, long due) {}

    /** Writes the erasure, whose keys the open transaction destroyed, with what it left; {@code reason} is null where a list is replayed. */
    public void insert(Caller caller, Erasure erasure, @Nullable String reason) {
        TenantId tenant = caller.tenant();
        UUID id = erasure.id().value();
        jdbc.update(
                INSERT,
                tenant.value(),
                erasure.subscriber().value(),
                id,
                reason == null ? null : vault.encryptText(Subject.ofTenant(tenant), REASON.place(id), reason),
                erasure.jurisdiction(),
                erasure.retentionVersion(),
                caller.actor().name(),
                Timestamp.from(erasure.erasedAt()),
                timestamp(erasure.finalAt()),
                keys.epoch(tenant));
        for (Retained kept : erasure.retained()) {
            jdbc.update(
                    RETAIN,
                    tenant.value(),
                    erasure.subscriber().value(),
                    kept.purpose().code(),
                    kept.basis().code(),
                    kept.law(),
                    kept.holdsData(),
                    Timestamp.from(kept.until()));
        }
    }

    public Optional<Erasure> find(TenantId tenant, SubscriberId subscriber) {
        return jdbc
                .query(FIND, (row, number) -> erasure(tenant, subscriber, row), tenant.value(), subscriber.value())
                .stream()
                .findFirst();
    }

    /** Notes that the keys of one purpose are gone; the first time counts. */
    public void destroyed(TenantId tenant, SubscriberId subscriber, Purpose purpose, Instant at) {
        jdbc.update(DESTROYED, tenant.value(), subscriber.value(), purpose.code(), Timestamp.from(at));
        jdbc.update(MARK, Timestamp.from(at), tenant.value(), subscriber.value(), purpose.code());
    }

    /** What is to be destroyed now, no legal hold standing and nobody else at it; locked. */
    public List<Kept> lockDue(TenantId tenant, Instant now, int limit) {
        return jdbc.query(
                DUE,
                (row, number) -> new Kept(
                        new SubscriberId(row.getObject(1, UUID.class)), purpose(row.getString(2)), row.getInt(3)),
                tenant.value(),
                Timestamp.from(now),
                limit);
    }

    /** Erased subscribers without a legal hold, in the order of their ids, after {@code last}. */
    public List<Erased> erased(TenantId tenant, UUID last, int limit) {
        return jdbc.query(
                ERASED,
                (row, number) -> new Erased(new SubscriberId(row.getObject(1, UUID.class)), row.getInt(2)),
                tenant.value(),
                last,
                limit);
    }

    public Counts counts(TenantId tenant, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.query(
                        COUNTS,
                        (row, number) -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3)),
                        at,
                        at,
                        at,
                        tenant.value())
                .getFirst();
    }

    /** What was destroyed, in the order of subscriber and purpose, after {@code last}; null to begin. */
    public List<Destroyed> destructions(TenantId tenant, @Nullable Destroyed last, int limit) {
        return jdbc.query(
                DESTRUCTIONS,
                (row, number) -> new Destroyed(
                        new SubscriberId(row.getObject(1, UUID.class)),
                        purpose(row.getString(2)),
                        row.getTimestamp(3).toInstant()),
                tenant.value(),
                last == null ? new UUID(0, 0) : last.subscriber().value(),
                last == null ? "" : last.purpose().code(),
                limit);
    }

    /** @throws IllegalArgumentException if there is no such purpose */
    public static Purpose purpose(String code) {
        return Purpose.valueOf(code.toUpperCase(Locale.ROOT));
    }

    private Erasure erasure(TenantId tenant, SubscriberId subscriber, ResultSet row) throws SQLException {
        return new Erasure(
                new ErasureId(row.getObject(1, UUID.class)),
                subscriber,
                row.getString(2),
                row.getInt(3),
                row.getTimestamp(4).toInstant(),
                finalAt(tenant, row),
                jdbc.query(RETAINED, (kept, number) -> retained(kept), tenant.value(), subscriber.value()));
    }

    /** As it is, not as it was foreseen, where the row tells the epoch. */
    private @Nullable Instant finalAt(TenantId tenant, ResultSet row) throws SQLException {
        int epoch = row.getInt(6);
        return row.wasNull()
                ? instant(row.getTimestamp(5))
                : keys.finalAt(tenant, epoch).orElse(null);
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    private static Retained retained(ResultSet row) throws SQLException {
        return new Retained(
                purpose(row.getString(1)),
                LegalBasis.of(row.getString(2)),
                row.getString(3),
                row.getBoolean(4),
                row.getTimestamp(5).toInstant(),
                instant(row.getTimestamp(6)));
    }
}
