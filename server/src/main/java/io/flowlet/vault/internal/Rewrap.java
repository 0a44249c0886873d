package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Wraps all keys of one tenant by the newest version of the tenant's key and removes the older versions.
 *
 * <p>In chunks of 500, a transaction each; what is already below the newest version is left as it is, so whoever comes after one that was
 * killed does what is left. A chunk waits for nobody: rows that are just being destroyed are passed over and looked for again. Keys that are
 * made meanwhile are below the newest version, or hold the older one until they are committed and are then found. Thread-safe.
 */
@Component
final class Rewrap {
    private static final int CHUNK = 500;
    /** Each pass waits for the transactions that still seal with an older version, some ten seconds at most. */
    private static final int PASSES = 20;

    private static final String PAGE = """
            select subject, purpose, version, tenant_version, wrapped from vault.data_key
            where tenant_id = ? and (subject, purpose, version) > (?, ?, ?)
            order by subject, purpose, version
            limit 500
            for no key update skip locked
            """;
    private static final String UPDATE = """
            update vault.data_key k set tenant_version = ?, wrapped = n.wrapped
            from unnest(?::uuid[], ?::text[], ?::int[], ?::bytea[]) as n (subject, purpose, version, wrapped)
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

    private final Transactions transactions;
    private final TenantKeys tenantKeys;
    private final JdbcTemplate jdbc;

    Rewrap(Transactions transactions, TenantKeys tenantKeys, JdbcTemplate jdbc) {
        this.transactions = transactions;
        this.tenantKeys = tenantKeys;
        this.jdbc = jdbc;
    }

    /** One data key's row. */
    private record Row(UUID subject, String purpose, int version, int parent, byte[] wrapped) {
        static Row read(ResultSet row, int number) throws SQLException {
            return new Row(
                    row.getObject(1, UUID.class), row.getString(2), row.getInt(3), row.getInt(4), row.getBytes(5));
        }
    }

    /** @param written how many of {@code rows} were wrapped anew */
    private record Chunk(List<Row> rows, int written) {}

    /**
     * Brings everything of {@code tenant} below the newest version of its key.
     *
     * @param written told of each chunk how many keys it wrapped
     * @throws IllegalStateException if other transactions held on to an older version all the time
     */
    void run(TenantId tenant, LongConsumer written) {
        for (int pass = 0; pass < PASSES; pass++) {
            dataKeys(tenant, written);
            written.accept(transactions.in(tenant, () -> secrets(tenant)));
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

    private void dataKeys(TenantId tenant, LongConsumer written) {
        Row last = new Row(FIRST, "", 0, 0, new byte[0]);
        while (true) {
            Row after = last;
            Chunk chunk = transactions.in(tenant, () -> {
                List<Row> rows =
                        jdbc.query(PAGE, Row::read, tenant.value(), after.subject(), after.purpose(), after.version());
                return new Chunk(rows, wrapAnew(tenant, rows));
            });
            written.accept(chunk.written());
            if (chunk.rows().size() < CHUNK) {
                return;
            }
            last = chunk.rows().getLast();
        }
    }

    /** How many of {@code rows}, which the open transaction has locked, were below an older version. */
    private int wrapAnew(TenantId tenant, List<Row> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        TenantKeys.Parent newest = tenantKeys.toSealWith(tenant);
        List<Row> older =
                rows.stream().filter(row -> row.parent() < newest.version()).toList();
        if (older.isEmpty()) {
            return 0;
        }
        Map<Integer, SealingKey> parents = new HashMap<>();
        List<byte[]> wrapped = new ArrayList<>(older.size());
        for (Row row : older) {
            SealingKey parent = parents.computeIfAbsent(row.parent(), version -> tenantKeys.version(tenant, version));
            wrapped.add(moved(
                    row.wrapped(),
                    new Bound(parent, dataKey(tenant, row, row.parent())),
                    new Bound(newest.key(), dataKey(tenant, row, newest.version())),
                    "a data key of subject " + row.subject()));
        }
        return jdbc.update(connection -> update(connection, tenant, newest.version(), older, wrapped));
    }

    private static PreparedStatement update(
            Connection connection, TenantId tenant, int version, List<Row> rows, List<byte[]> wrapped)
            throws SQLException {
        PreparedStatement update = connection.prepareStatement(UPDATE);
        update.setInt(1, version);
        update.setArray(
                2,
                connection.createArrayOf("uuid", rows.stream().map(Row::subject).toArray()));
        update.setArray(
                3,
                connection.createArrayOf("text", rows.stream().map(Row::purpose).toArray()));
        update.setArray(
                4,
                connection.createArrayOf("int4", rows.stream().map(Row::version).toArray()));
        update.setArray(5, connection.createArrayOf("bytea", wrapped.toArray(byte[][]::new)));
        update.setInt(6, tenant.value());
        return update;
    }

    private int secrets(TenantId tenant) {
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
        for (Secret secret : older) {
            byte[] wrapped = moved(
                    secret.wrapped(),
                    new Bound(
                            tenantKeys.version(tenant, secret.parent()),
                            AssociatedData.tenantSecret(tenant, secret.use(), secret.version(), secret.parent())),
                    new Bound(
                            tenantKeys.version(tenant, version),
                            AssociatedData.tenantSecret(tenant, secret.use(), secret.version(), version)),
                    "a secret of the tenant for " + secret.use());
            jdbc.update(UPDATE_SECRET, version, wrapped, tenant.value(), secret.use(), secret.version());
        }
        return older.size();
    }

    private static byte[] dataKey(TenantId tenant, Row row, int parent) {
        return AssociatedData.dataKey(tenant, row.subject(), row.purpose(), row.version(), parent);
    }

    /** A key with what its ciphertext is bound to. */
    private record Bound(SealingKey key, byte[] place) {}

    private static byte[] moved(byte[] wrapped, Bound from, Bound to, String name) {
        byte[] key = new byte[0];
        try {
            key = from.key().open(wrapped, from.place());
            return to.key().seal(key, to.place());
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(name);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
