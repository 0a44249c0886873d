package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.Subject;
import java.security.GeneralSecurityException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Rewrites the values of one column that superseded versions of data keys encrypted; works inside the tenant's open transaction. Thread-safe. */
final class Reseal {
    /** As requests are planned: a table of which the statistics are old is read by its index all the same. */
    private static final String PLANNING = "set local enable_seqscan = off; set local jit = off";

    private final SealedColumn column;
    private final ResealSql sql;
    private final KeyVersions keys;
    private final JdbcTemplate jdbc;

    Reseal(SealedColumn column, KeyVersions keys, JdbcTemplate jdbc) {
        this.column = column;
        this.sql = new ResealSql(column);
        this.keys = keys;
        this.jdbc = jdbc;
    }

    /** What stays as it is. */
    static final class Left {
        static final int NAMED = 100;

        final Set<KeyVersions.Name> needed = new HashSet<>();
        final List<String> names = new ArrayList<>();
        long damaged;
        long erased;

        private void damaged(SealedColumn column, Row row) {
            damaged++;
            if (names.size() < NAMED) {
                names.add(column + " " + row.named());
            }
        }
    }

    /**
     * What a chunk came to.
     *
     * @param stale ciphertexts that were to be rewritten
     * @param written how many were; the others are being changed by somebody just now
     * @param last keys of the row before the next chunk; empty if this was the last one
     */
    record Chunk(int looked, int stale, int written, Optional<List<Object>> last) {}

    private record Row(List<Object> key, @Nullable UUID whose, byte[] sealed) {
        String named() {
            return key.stream().map(Object::toString).collect(Collectors.joining(" "));
        }
    }

    private record Resealed(Row row, byte[] sealed) {}

    /** @param after keys of the last row that was looked at; empty at the beginning */
    Chunk chunk(TenantId tenant, Optional<List<Object>> after, Instant begunAt, Left left) {
        jdbc.execute(PLANNING);
        List<Row> rows = page(tenant, after);
        List<Resealed> stale =
                rows.isEmpty() ? List.of() : Again.whileTurning(() -> resealed(tenant, rows, begunAt, left));
        int written = 0;
        if (!stale.isEmpty()) {
            jdbc.execute(sql.allow());
            written = jdbc.update(connection -> swap(connection, tenant, stale));
        }
        return new Chunk(
                rows.size(),
                stale.size(),
                written,
                rows.size() < column.rowsAtOnce()
                        ? Optional.empty()
                        : Optional.of(rows.getLast().key()));
    }

    private List<Row> page(TenantId tenant, Optional<List<Object>> after) {
        List<Object> parameters = new ArrayList<>(List.of(tenant.value()));
        after.ifPresent(parameters::addAll);
        return jdbc.query(
                after.isPresent() ? sql.next() : sql.first(), (row, number) -> read(row), parameters.toArray());
    }

    private Row read(ResultSet row) throws SQLException {
        int keyed = column.keys().size();
        List<Object> key = new ArrayList<>(keyed);
        for (int i = 1; i <= keyed; i++) {
            key.add(row.getObject(i));
        }
        return new Row(List.copyOf(key), row.getObject(keyed + 1, UUID.class), row.getBytes(keyed + 2));
    }

    private List<Resealed> resealed(TenantId tenant, List<Row> rows, Instant begunAt, Left left) {
        Set<UUID> subjects = rows.stream().map(row -> subject(tenant, row).id()).collect(Collectors.toSet());
        Map<UUID, KeyVersions.Ring> rings = keys.rings(tenant, column.purpose().code(), subjects, begunAt);
        int destroyed = keys.destroyedVersion(tenant);
        Left found = new Left();
        List<Resealed> stale = new ArrayList<>();
        for (Row row : rows) {
            KeyVersions.Ring ring = rings.get(subject(tenant, row).id());
            if (!SealingKey.isSealed(row.sealed())) {
                found.damaged(column, row);
            } else if (ring == null || !ring.has(SealingKey.idOf(row.sealed()))) {
                if (SealingKey.idOf(row.sealed()) <= destroyed) {
                    found.erased++;
                } else {
                    found.damaged(column, row);
                }
            } else if (ring.isSuperseded(SealingKey.idOf(row.sealed()))) {
                resealed(tenant, row, ring, found).ifPresent(value -> stale.add(new Resealed(row, value)));
            }
        }
        // not before all went well: what a turn interrupted is done again
        left.needed.addAll(found.needed);
        found.names.stream().limit(Left.NAMED - left.names.size()).forEach(left.names::add);
        left.damaged += found.damaged;
        left.erased += found.erased;
        return stale;
    }

    private Optional<byte[]> resealed(TenantId tenant, Row row, KeyVersions.Ring ring, Left found) {
        int version = SealingKey.idOf(row.sealed());
        byte[] place = AssociatedData.field(tenant, column.placeOf(row.key()));
        byte[] clear = new byte[0];
        try {
            clear = ring.key(version).open(row.sealed(), place);
            return Optional.of(ring.newest().seal(clear, place));
        } catch (GeneralSecurityException | DamagedKey doesNotOpen) {
            Subject subject = subject(tenant, row);
            found.needed.add(
                    new KeyVersions.Name(subject.id(), subject.purpose().code(), version));
            found.damaged(column, row);
            return Optional.empty();
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private Subject subject(TenantId tenant, Row row) {
        return column.subject(tenant, row.whose());
    }

    private PreparedStatement swap(Connection connection, TenantId tenant, List<Resealed> stale) throws SQLException {
        PreparedStatement swap = connection.prepareStatement(sql.swap());
        int at = 1;
        for (int i = 0; i < column.keys().size(); i++) {
            int part = i;
            SealedColumn.Key key = column.keys().get(i);
            Object[] values =
                    stale.stream().map(one -> one.row().key().get(part)).toArray();
            swap.setArray(at++, connection.createArrayOf(key.type(), values));
        }
        swap.setArray(at++, bytes(connection, stale, one -> one.row().sealed()));
        swap.setArray(at++, bytes(connection, stale, Resealed::sealed));
        swap.setInt(at++, tenant.value());
        swap.setInt(at, tenant.value());
        return swap;
    }

    private static Array bytes(Connection connection, List<Resealed> rows, Function<Resealed, byte[]> value)
            throws SQLException {
        return connection.createArrayOf("bytea", rows.stream().map(value).toArray(byte[][]::new));
    }
}
