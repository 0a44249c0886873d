package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DamagedKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Versions of the data keys of a tenant as a rotation makes, opens and removes them. Works inside the tenant's open transaction, past the cache
 * of {@link DataKeys}: a rotation visits every key once.
 */
@Component
final class KeyVersions {
    private static final int CHUNK = 500;
    /** More than are made at once: an audit event tells of each chunk. */
    private static final int REMOVED_AT_ONCE = 5_000;

    private static final String IS_DUE = """
            select exists (
              select from vault.data_key where tenant_id = ?
              group by subject, purpose having max(stored_at) < ? or count(*) > 1)
            """;
    /** As whoever destroys keys does first: it must see what is made here, and this must see what is gone. */
    private static final String LOCK = """
            select version from vault.tenant_key where tenant_id = ? order by version for no key update
            """;

    private static final String DUE = """
            select subject, purpose, max(version) from vault.data_key
            where tenant_id = ? and (subject, purpose) > (?, ?)
            group by subject, purpose having max(stored_at) < ?
            order by subject, purpose
            limit 500
            """;
    private static final String INSERT = """
            insert into vault.data_key (tenant_id, subject, purpose, version, tenant_version, wrapped, created_at, stored_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String OF = """
            select subject, version, tenant_version, wrapped, stored_at from vault.data_key
            where tenant_id = ? and purpose = ? and subject = any (?)
            """;
    private static final String DESTROYED = """
            select case when exists (select from vault.destroyed_tenant d where d.tenant_id = ?) then 2147483647
              else (select coalesce(max(destroyed_version), 0) from vault.tenant_key where tenant_id = ?) end
            """;
    private static final String SUPERSEDED = """
            select subject, purpose, version from vault.data_key k
            where tenant_id = ? and (subject, purpose, version) > (?, ?, ?)
              and version < (
                select max(w.version) from vault.data_key w
                where w.tenant_id = k.tenant_id and w.subject = k.subject and w.purpose = k.purpose and w.stored_at <= ?)
            order by subject, purpose, version
            limit 5000
            """;
    private static final String REMOVE = """
            delete from vault.data_key k using unnest(?::uuid[], ?::text[], ?::int[]) as n (subject, purpose, version)
            where k.tenant_id = ? and k.subject = n.subject and k.purpose = n.purpose and k.version = n.version
            """;
    /** As a destruction does: the next turn gives the tenant a new key, and copies of the database from before do not open what is removed. */
    private static final String MARK = """
            update vault.tenant_key set key_destroyed_at = coalesce(key_destroyed_at, ?) where tenant_id = ?
            """;

    private static final UUID FIRST = new UUID(0, 0);

    private final TenantKeys tenantKeys;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Counter made;
    private final Counter removed;

    KeyVersions(TenantKeys tenantKeys, JdbcTemplate jdbc, Clock clock, MeterRegistry meters) {
        this.tenantKeys = tenantKeys;
        this.jdbc = jdbc;
        this.clock = clock;
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "data");
        this.removed = meters.counter("flowlet.vault.keys.retired", "kind", "data");
    }

    /** One version of the key of a subject and purpose. */
    record Name(UUID subject, String purpose, int version) {
        static final Name BEFORE_ALL = new Name(FIRST, "", 0);

        static Name read(ResultSet row, int number) throws SQLException {
            return new Name(row.getObject(1, UUID.class), row.getString(2), row.getInt(3));
        }
    }

    /** What a chunk came to: versions made or removed, those that had to stay, and where the next chunk begins, if there is one. */
    record Chunk(int written, int kept, Optional<Name> last) {}

    /** Keeps the tenant's keys from being destroyed until the open transaction ends; false if there are none, or none any more. */
    boolean hold(TenantId tenant) {
        return !jdbc.query(LOCK, (row, number) -> row.getInt(1), tenant.value()).isEmpty();
    }

    /** Whether {@code tenant} has a key whose newest version is from before {@code madeBefore}, or one of more than one version. */
    boolean isDue(TenantId tenant, Instant madeBefore) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject(IS_DUE, Boolean.class, tenant.value(), Timestamp.from(madeBefore)));
    }

    /**
     * Makes a new version of the next keys whose newest one is from before {@code madeBefore}; never of one that is gone.
     *
     * @param at when it shall have been stored, by the database's clock
     */
    Chunk make(TenantId tenant, Name after, Instant madeBefore, Instant at) {
        hold(tenant);
        List<Name> due = jdbc.query(
                DUE, Name::read, tenant.value(), after.subject(), after.purpose(), Timestamp.from(madeBefore));
        if (due.isEmpty()) {
            return new Chunk(0, 0, Optional.empty());
        }
        TenantKeys.Parent parent = tenantKeys.toSealWith(tenant);
        List<Object[]> rows = new ArrayList<>(due.size());
        for (Name newest : due) {
            int version = Math.max(newest.version(), parent.destroyedVersion()) + 1;
            Name name = new Name(newest.subject(), newest.purpose(), version);
            byte[] key = SealingKey.newBytes();
            byte[] wrapped = parent.key().seal(key, associatedData(tenant, name, parent.version()));
            Arrays.fill(key, (byte) 0);
            rows.add(new Object[] {
                tenant.value(),
                name.subject(),
                name.purpose(),
                version,
                parent.version(),
                wrapped,
                Timestamp.from(clock.instant()),
                Timestamp.from(at)
            });
        }
        int written = Arrays.stream(jdbc.batchUpdate(INSERT, rows)).sum();
        made.increment(written);
        return new Chunk(written, 0, due.size() < CHUNK ? Optional.empty() : Optional.of(due.getLast()));
    }

    /** The highest version of any key of the tenant that was destroyed: at or below it a version may be gone for that; any, if all keys were. */
    int destroyedVersion(TenantId tenant) {
        return Objects.requireNonNull(jdbc.queryForObject(DESTROYED, Integer.class, tenant.value(), tenant.value()));
    }

    /** All versions of the keys of these subjects for one purpose; a subject without any is left out. */
    Map<UUID, Ring> rings(TenantId tenant, String purpose, Collection<UUID> subjects, Instant begunAt) {
        Map<UUID, Ring> rings = new HashMap<>();
        jdbc.query(
                OF,
                row -> {
                    UUID subject = row.getObject(1, UUID.class);
                    Name name = new Name(subject, purpose, row.getInt(2));
                    rings.computeIfAbsent(subject, unknown -> new Ring(tenant))
                            .add(
                                    new Row(name, row.getInt(3), row.getBytes(4)),
                                    !row.getTimestamp(5).toInstant().isAfter(begunAt));
                },
                tenant.value(),
                purpose,
                subjects.toArray(UUID[]::new));
        return rings;
    }

    private record Row(Name name, int parent, byte[] wrapped) {}

    /** The versions of one key, opened when they are needed. */
    final class Ring {
        private final TenantId tenant;
        private final TreeMap<Integer, Row> rows = new TreeMap<>();
        private final Map<Integer, SealingKey> open = new HashMap<>();
        private int goal;

        private Ring(TenantId tenant) {
            this.tenant = tenant;
        }

        private void add(Row row, boolean superseding) {
            rows.put(row.name().version(), row);
            goal = superseding ? Math.max(goal, row.name().version()) : goal;
        }

        boolean has(int version) {
            return rows.containsKey(version);
        }

        /** Whether what {@code version} encrypted is to be rewritten: a later one was there when the rotation began, or was made by it. */
        boolean isSuperseded(int version) {
            return version < goal;
        }

        /** @throws DamagedKey if it does not open */
        SealingKey key(int version) {
            return open.computeIfAbsent(version, unknown -> unwrap(Objects.requireNonNull(rows.get(version))));
        }

        /** @throws DamagedKey if it does not open */
        SealingKey newest() {
            return key(rows.lastKey());
        }

        private SealingKey unwrap(Row row) {
            return tenantKeys
                    .version(tenant, row.parent())
                    .unwrap(
                            row.name().version(),
                            row.wrapped(),
                            associatedData(tenant, row.name(), row.parent()),
                            "the data key of tenant %d, subject %s, purpose %s, version %d"
                                    .formatted(
                                            tenant.value(),
                                            row.name().subject(),
                                            row.name().purpose(),
                                            row.name().version()));
        }
    }

    /**
     * Removes the next versions that are superseded by one of {@code begunAt} or before.
     *
     * @param needed whether something still needs a version
     */
    Chunk remove(TenantId tenant, Name after, Instant begunAt, Predicate<Name> needed) {
        // the tenant's keys before the data keys, as everybody locks them
        hold(tenant);
        List<Name> superseded = jdbc.query(
                SUPERSEDED,
                Name::read,
                tenant.value(),
                after.subject(),
                after.purpose(),
                after.version(),
                Timestamp.from(begunAt));
        List<Name> free = superseded.stream().filter(needed.negate()).toList();
        int gone = free.isEmpty()
                ? 0
                : jdbc.update(connection -> {
                    PreparedStatement delete = connection.prepareStatement(REMOVE);
                    delete.setArray(
                            1,
                            connection.createArrayOf(
                                    "uuid", free.stream().map(Name::subject).toArray()));
                    delete.setArray(
                            2,
                            connection.createArrayOf(
                                    "text", free.stream().map(Name::purpose).toArray()));
                    delete.setArray(
                            3,
                            connection.createArrayOf(
                                    "int4", free.stream().map(Name::version).toArray()));
                    delete.setInt(4, tenant.value());
                    return delete;
                });
        if (gone > 0) {
            jdbc.update(MARK, Timestamp.from(clock.instant()), tenant.value());
            removed.increment(gone);
        }
        return new Chunk(
                gone,
                superseded.size() - free.size(),
                superseded.size() < REMOVED_AT_ONCE ? Optional.empty() : Optional.of(superseded.getLast()));
    }

    private static byte[] associatedData(TenantId tenant, Name name, int parent) {
        return AssociatedData.dataKey(tenant, name.subject(), name.purpose(), name.version(), parent);
    }
}
