package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Wraps all keys of one tenant by the newest version of the tenant's key and removes the older versions.
 *
 * <p>In chunks of 500, a transaction each; what is already below the newest version is left as it is, so whoever comes after one that was
 * killed does what is left. A chunk waits for nobody: rows that are just being destroyed are passed over and looked for again. Keys that are
 * made meanwhile are below the newest version, or hold the older one until they are committed and are then found.
 *
 * <p>A key that does not open under the tenant's key that it names, though that one is open, is damaged: no key of any epoch opens it. It is
 * left behind, its bytes as they are, told to be below the newest version so that the older one can go, and marked. A tenant's key that cannot be opened
 * is another matter: then nothing is known of the keys below it, and the call fails. Thread-safe.
 */
@Component
final class Rewrap {
    private static final int CHUNK = 500;
    /** Each pass waits for the transactions that still seal with an older version, some ten seconds at most. */
    private static final int PASSES = 20;

    private static final String PAGE = """
            select subject, purpose, version, tenant_version, wrapped, left_behind_at is not null from vault.data_key
            where tenant_id = ? and (subject, purpose, version) > (?, ?, ?)
            order by subject, purpose, version
            limit 500
            for no key update skip locked
            """;
    private static final String UPDATE = """
            update vault.data_key k
            set tenant_version = ?, wrapped = n.wrapped, left_behind_at = case when n.left_behind then coalesce(k.left_behind_at, ?) end
            from unnest(?::uuid[], ?::text[], ?::int[], ?::bytea[], ?::boolean[]) as n (subject, purpose, version, wrapped, left_behind)
            where k.tenant_id = ? and k.subject = n.subject and k.purpose = n.purpose and k.version = n.version
            """;
    private static final String SECRETS = """
            select use, version, tenant_version, wrapped from vault.tenant_secret
            where tenant_id = ?
            for no key update
            """;
    private static final String UPDATE_SECRET = """
            update vault.tenant_secret set tenant_version = ?, wrapped = ? where tenant_id = ? and use = ? and version = ?
            """;
    private static final UUID FIRST = new UUID(0, 0);
    private static final Logger LOG = LoggerFactory.getLogger(Rewrap.class);

    private final Transactions transactions;
    private final TenantKeys tenantKeys;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Counter damagedKeys;
    private final Counter damagedSecrets;

    Rewrap(Transactions transactions, TenantKeys tenantKeys, JdbcTemplate jdbc, Clock clock, MeterRegistry meters) {
        this.transactions = transactions;
        this.tenantKeys = tenantKeys;
        this.jdbc = jdbc;
        this.clock = clock;
        this.damagedKeys = meters.counter("flowlet.vault.keys.damaged", "kind", "data");
        this.damagedSecrets = meters.counter("flowlet.vault.keys.damaged", "kind", "secret");
    }

    /** One data key's row. */
    private record Row(UUID subject, String purpose, int version, int parent, byte[] wrapped, boolean leftBehind) {
        static Row read(ResultSet row, int number) throws SQLException {
            return new Row(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getInt(3),
                    row.getInt(4),
                    row.getBytes(5),
                    row.getBoolean(6));
        }
    }

    /** @param written how many of {@code rows} were wrapped anew */
    private record Chunk(List<Row> rows, int written) {}

    /**
     * What is known of the versions of the tenant's key.
     *
     * @param right those that open something: found out once, for it takes a look at all below them
     */
    private record Above(Map<Integer, Optional<SealingKey>> givenUp, Set<Integer> right) {}

    /**
     * Brings everything of {@code tenant} below the newest version of its key.
     *
     * @param givenUp as {@link TenantKeys#givenUp}: what does not open below them is left behind
     * @param written told of each chunk how many keys it wrapped
     * @throws DamagedKey or {@link TenantKeys.Gone} if another version of the tenant's key does not open, or cannot be opened now
     * @throws IllegalStateException if other transactions held on to an older version all the time
     */
    void run(TenantId tenant, Map<Integer, Optional<SealingKey>> givenUp, LongConsumer written) {
        Above above = new Above(givenUp, new HashSet<>());
        for (int pass = 0; pass < PASSES; pass++) {
            dataKeys(tenant, above, written);
            written.accept(transactions.in(tenant, () -> secrets(tenant, above)));
            if (isRetired(tenant)) {
                return;
            }
        }
        throw new IllegalStateException(
                "tenant %d still uses an older version of its key after %d passes; the next turn goes on"
                        .formatted(tenant.value(), PASSES));
    }

    /** False if somebody has sealed with an older version meanwhile, or still holds on to one. */
    private boolean isRetired(TenantId tenant) {
        try {
            transactions.in(tenant, () -> tenantKeys.retireOlder(tenant));
            return true;
        } catch (DataIntegrityViolationException | ConcurrencyFailureException stillUsed) {
            return false;
        }
    }

    private void dataKeys(TenantId tenant, Above above, LongConsumer written) {
        Row last = new Row(FIRST, "", 0, 0, new byte[0], false);
        while (true) {
            Row after = last;
            Chunk chunk = transactions.in(tenant, () -> {
                List<Row> rows =
                        jdbc.query(PAGE, Row::read, tenant.value(), after.subject(), after.purpose(), after.version());
                return new Chunk(rows, wrapAnew(tenant, above, rows));
            });
            written.accept(chunk.written());
            if (chunk.rows().size() < CHUNK) {
                return;
            }
            last = chunk.rows().getLast();
        }
    }

    /** How many of {@code rows}, which the open transaction has locked, were below an older version and open. */
    private int wrapAnew(TenantId tenant, Above above, List<Row> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        TenantKeys.Parent newest = tenantKeys.toSealWith(tenant);
        List<Row> older =
                rows.stream().filter(row -> row.parent() < newest.version()).toList();
        if (older.isEmpty()) {
            return 0;
        }
        List<Optional<byte[]>> anew = new ArrayList<>(older.size());
        int left = 0;
        int lost = 0;
        for (Row row : older) {
            Optional<byte[]> moved = moved(
                    tenant,
                    above,
                    new Stored(row.parent(), row.wrapped(), dataKey(tenant, row, row.parent()), row.leftBehind()),
                    new Bound(newest.key(), dataKey(tenant, row, newest.version())));
            anew.add(moved);
            if (moved.isPresent()) {
                continue;
            }
            left++;
            if (above.givenUp().containsKey(row.parent())) {
                lost++;
            } else {
                LOG.error(
                        "the data key of tenant {}, subject {}, purpose {}, version {} does not open and is left behind",
                        tenant.value(),
                        row.subject(),
                        row.purpose(),
                        row.version());
            }
        }
        if (lost > 0) {
            LOG.error(
                    "{} data keys of tenant {} are left behind with the tenant's key that was given up",
                    lost,
                    tenant.value());
        }
        damagedKeys.increment(left);
        return jdbc.update(connection -> update(connection, tenant, newest.version(), older, anew)) - left;
    }

    /** @param anew each row's new bytes; empty if it is left behind */
    private PreparedStatement update(
            Connection connection, TenantId tenant, int version, List<Row> rows, List<Optional<byte[]>> anew)
            throws SQLException {
        PreparedStatement update = connection.prepareStatement(UPDATE);
        update.setInt(1, version);
        update.setTimestamp(2, Timestamp.from(clock.instant()));
        update.setArray(
                3,
                connection.createArrayOf("uuid", rows.stream().map(Row::subject).toArray()));
        update.setArray(
                4,
                connection.createArrayOf("text", rows.stream().map(Row::purpose).toArray()));
        update.setArray(
                5,
                connection.createArrayOf("int4", rows.stream().map(Row::version).toArray()));
        byte[][] wrapped = new byte[rows.size()][];
        Boolean[] leftBehind = new Boolean[rows.size()];
        for (int at = 0; at < rows.size(); at++) {
            wrapped[at] = anew.get(at).orElse(rows.get(at).wrapped());
            leftBehind[at] = anew.get(at).isEmpty();
        }
        update.setArray(6, connection.createArrayOf("bytea", wrapped));
        update.setArray(7, connection.createArrayOf("boolean", leftBehind));
        update.setInt(8, tenant.value());
        return update;
    }

    private int secrets(TenantId tenant, Above above) {
        int version = tenantKeys.toSealWith(tenant).version();
        record Secret(String use, int version, int parent, byte[] wrapped) {}
        List<Secret> older = jdbc
                .query(
                        SECRETS,
                        (row, number) -> new Secret(row.getString(1), row.getInt(2), row.getInt(3), row.getBytes(4)),
                        tenant.value())
                .stream()
                .filter(secret -> secret.parent() < version)
                .toList();
        int left = 0;
        for (Secret secret : older) {
            Optional<byte[]> moved = moved(
                    tenant,
                    above,
                    new Stored(
                            secret.parent(),
                            secret.wrapped(),
                            AssociatedData.tenantSecret(tenant, secret.use(), secret.version(), secret.parent()),
                            false),
                    new Bound(
                            tenantKeys.version(tenant, version),
                            AssociatedData.tenantSecret(tenant, secret.use(), secret.version(), version)));
            if (moved.isEmpty()) {
                left++;
                LOG.error(
                        "the secret of tenant {} for {}, version {} does not open and is left behind",
                        tenant.value(),
                        secret.use(),
                        secret.version());
            }
            jdbc.update(
                    UPDATE_SECRET,
                    version,
                    moved.orElse(secret.wrapped()),
                    tenant.value(),
                    secret.use(),
                    secret.version());
        }
        damagedSecrets.increment(left);
        return older.size() - left;
    }

    private static byte[] dataKey(TenantId tenant, Row row, int parent) {
        return AssociatedData.dataKey(tenant, row.subject(), row.purpose(), row.version(), parent);
    }

    /** A key with what its ciphertext is bound to. */
    private record Bound(SealingKey key, byte[] place) {}

    /** A wrapped key, the version of the tenant's key that wraps it, what it is bound to, and whether a turn before left it behind. */
    private record Stored(int parent, byte[] wrapped, byte[] place, boolean leftBehind) {}

    /**
     * Empty if it does not open, neither below the tenant's key as this instance knows it nor as it is stored now.
     *
     * @throws DamagedKey if nothing opens below that tenant's key: then it is that key which is wrong
     */
    private Optional<byte[]> moved(TenantId tenant, Above above, Stored from, Bound to) {
        if (above.givenUp().containsKey(from.parent())) {
            return Objects.requireNonNull(above.givenUp().get(from.parent()))
                    .flatMap(parent -> moved(from, parent, to));
        }
        Optional<byte[]> moved = moved(from, tenantKeys.version(tenant, from.parent()), to)
                .or(() -> moved(from, tenantKeys.stored(tenant, from.parent()), to));
        if (moved.isEmpty() && !from.leftBehind() && !above.right().contains(from.parent())) {
            if (tenantKeys.opensNothing(tenant, from.parent())) {
                throw new DamagedKey(TenantKeys.name(tenant, from.parent()));
            }
            above.right().add(from.parent());
        }
        return moved;
    }

    private static Optional<byte[]> moved(Stored from, SealingKey parent, Bound to) {
        byte[] key = new byte[0];
        try {
            key = parent.open(from.wrapped(), from.place());
            return Optional.of(to.key().seal(key, to.place()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
