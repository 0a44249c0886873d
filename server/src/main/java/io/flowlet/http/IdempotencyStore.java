package io.flowlet.http;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.database.Timestamptz;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Sealer;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The one store of answers that a repeat gets again. Every method works inside the open transaction of the key's tenant.
 *
 * <p>A row is written in the transaction of its effect, never before and never after; the primary key makes a second writer wait for the
 * first one's end and then fail. Answers are vault ciphertext bound to their row. Thread-safe.
 */
@Component
public final class IdempotencyStore implements SealedColumns {
    private static final SealedColumn ANSWER = SealedColumn.in("http.idempotency", "answer")
            .row(
                    List.of(
                            SealedColumn.Key.text("key"),
                            SealedColumn.Key.uuid("principal"),
                            SealedColumn.Key.text("route")),
                    slot -> slot(slotText((String) slot.get(0), (UUID) slot.get(1), (String) slot.get(2))))
            .ofTenant();
    // slot by slot, and "offset 0" keeps it so: with "key = any" a plan made from old statistics takes the tenant for
    // small and reads all of its rows
    private static final String SELECT = """
            select found.* from unnest(?::text[], ?::uuid[], ?::text[]) as wanted (key, principal, route)
            cross join lateral (
              select i.principal, i.route, i.key, i.request_hash, i.status, i.answer from http.idempotency i
              where i.tenant_id = ? and i.key = wanted.key and i.principal = wanted.principal and i.route = wanted.route
              offset 0
            ) as found
            """;
    private static final MultiRow<SealedRow> INSERT =
            new MultiRow<>("""
            insert into http.idempotency (tenant_id, principal, route, key, request_hash, status, answer, moves_money, made_at) values
            """, "(?, ?, ?, ?, ?, ?, ?, ?, ?)", "", IdempotencyStore::bind);
    private static final Comparator<IdempotencyKey> BY_SLOT = Comparator.comparing(IdempotencyKey::key)
            .thenComparing(IdempotencyKey::principal)
            .thenComparing(IdempotencyKey::route);
    private static final String FORGET = "select http.forget_idempotency(?)";

    /** Of the rows of one tenant: any order will do that every writer keeps. */
    private static final Comparator<IdempotencyRow> ORDER = Comparator.comparing(IdempotencyRow::key, BY_SLOT);

    private final JdbcTemplate jdbc;
    private final Vault vault;
    private final Clock clock;

    IdempotencyStore(JdbcTemplate jdbc, Vault vault, Clock clock) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.clock = clock;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(ANSWER);
    }

    /** The row of {@code key}'s slot, whichever request it was for. */
    public Optional<IdempotencyRow> find(IdempotencyKey key) {
        return Optional.ofNullable(findAll(key.tenant(), List.of(key)).get(slot(key)));
    }

    /**
     * The rows of the slots of {@code keys}, all of one tenant, by {@link #slot}.
     *
     * @throws IllegalArgumentException if a key belongs to another tenant
     */
    public Map<UUID, IdempotencyRow> findAll(TenantId tenant, Collection<IdempotencyKey> keys) {
        if (keys.isEmpty()) {
            return Collections.emptyMap();
        }
        if (keys.stream().anyMatch(key -> !key.tenant().equals(tenant))) {
            throw new IllegalArgumentException("keys of one tenant only");
        }
        String[] names = keys.stream().map(IdempotencyKey::key).toArray(String[]::new);
        UUID[] principals = keys.stream().map(IdempotencyKey::principal).toArray(UUID[]::new);
        String[] routes = keys.stream().map(IdempotencyKey::route).toArray(String[]::new);
        // a slot that was asked for twice comes twice
        return jdbc
                .query(SELECT, (row, number) -> found(tenant, row), names, principals, routes, tenant.value())
                .stream()
                .collect(Collectors.toMap(row -> slot(row.key()), this::opened, (first, second) -> first));
    }

    /**
     * Writes rows of one tenant in order of their keys, so that two writers never wait for each other in a circle.
     *
     * @throws org.springframework.dao.DuplicateKeyException if a slot is taken; the transaction must then be rolled back
     */
    public void write(Collection<IdempotencyRow> rows) {
        write(sealing(rows).get());
    }

    /** Encrypts the answers of {@code rows}, all of one tenant, when it is asked, by whichever thread asks: that needs no database. */
    public Supplier<Sealed> sealing(Collection<IdempotencyRow> rows) {
        if (rows.isEmpty()) {
            return () -> new Sealed(List.of());
        }
        TenantId tenant = rows.iterator().next().key().tenant();
        Sealer sealer = vault.sealer(Subject.ofTenant(tenant));
        Timestamptz now = Timestamptz.of(clock.instant());
        return () -> new Sealed(rows.stream()
                .sorted(ORDER)
                .map(row -> new SealedRow(row, seal(sealer, row), now))
                .toList());
    }

    /** As {@link #write(Collection)}. */
    public void write(Sealed rows) {
        INSERT.write(jdbc, rows.rows);
    }

    private static byte[] seal(Sealer sealer, IdempotencyRow row) {
        return sealer.seal(place(row.key()), utf8(row.answer().json()));
    }

    /** Rows that are ready to be written. */
    public static final class Sealed {
        private final List<SealedRow> rows;

        private Sealed(List<SealedRow> rows) {
            this.rows = rows;
        }
    }

    private record SealedRow(IdempotencyRow row, byte[] answer, Timestamptz madeAt) {}

    private static void bind(PreparedStatement statement, int at, SealedRow sealed) throws SQLException {
        IdempotencyRow row = sealed.row();
        IdempotencyKey key = row.key();
        statement.setInt(at, key.tenant().value());
        statement.setObject(at + 1, key.principal());
        statement.setString(at + 2, key.route());
        statement.setString(at + 3, key.key());
        statement.setBytes(at + 4, HexFormat.of().parseHex(key.requestHash()));
        statement.setShort(at + 5, (short) row.answer().status());
        statement.setBytes(at + 6, sealed.answer());
        statement.setBoolean(at + 7, row.movesMoney());
        statement.setObject(at + 8, sealed.madeAt());
    }

    /** Forgets rows older than a day that moved no money, in all tenants. */
    public long forgetOld() {
        Long gone = jdbc.queryForObject(
                FORGET, Long.class, Timestamp.from(clock.instant().minusSeconds(24 * 3600)));
        return gone == null ? 0 : gone;
    }

    /** Names the slot of {@code key} inside its tenant, in 16 bytes. */
    public static UUID slot(IdempotencyKey key) {
        return slot(slotText(key));
    }

    private static UUID slot(String text) {
        return UUID.nameUUIDFromBytes(utf8(text));
    }

    private record Found(IdempotencyKey key, int status, byte[] answer) {}

    private static Found found(TenantId tenant, ResultSet row) throws SQLException {
        IdempotencyKey key = new IdempotencyKey(
                tenant,
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                HexFormat.of().formatHex(row.getBytes(4)));
        return new Found(key, row.getInt(5), row.getBytes(6));
    }

    private IdempotencyRow opened(Found row) {
        IdempotencyKey key = row.key();
        byte[] answer = vault.decrypt(Subject.ofTenant(key.tenant()), place(key), row.answer());
        return new IdempotencyRow(
                key, new StoredAnswer(row.status(), new String(answer, StandardCharsets.UTF_8)), false);
    }

    private static Place place(IdempotencyKey key) {
        return ANSWER.place(slot(key));
    }

    /** Names the slot of {@code key} inside its tenant, in words: cheaper to make than {@link #slot}. */
    public static String slotText(IdempotencyKey key) {
        return slotText(key.key(), key.principal(), key.route());
    }

    private static String slotText(String key, UUID principal, String route) {
        return key + ' ' + principal + ' ' + route; // no space can stand in the first two
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
