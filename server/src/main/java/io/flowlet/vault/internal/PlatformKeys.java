package io.flowlet.vault.internal;

import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The installation's own keys, wrapped by the master key; each is made by the first instance that asks for it, the others find its row.
 *
 * <p>The first of them is the canary: a start with another master key than the one that sealed it is refused, before anything is sealed.
 */
@Component
public final class PlatformKeys {
    private static final String CANARY = "canary";
    private static final int FIRST = 1;
    private static final byte[] NO_PUBLIC_KEY = new byte[0];
    private static final String SELECT = """
            select version, master_kid, wrapped, public_key from vault.platform_key
            where use = ? and state = 'active'
            order by version desc
            limit 1
            """;
    private static final String ANY = "select exists (select from vault.platform_key)";
    private static final String INSERT = """
            insert into vault.platform_key (use, version, master_kid, wrapped, public_key, state, created_at)
            values (?, ?, ?, ?, ?, 'active', ?)
            on conflict do nothing
            """;

    private final MasterKey master;
    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Counter made;

    PlatformKeys(
            VaultSettings settings, Transactions transactions, JdbcTemplate jdbc, Clock clock, MeterRegistry meters) {
        this.master = KeyFile.read(settings.masterKeyFile());
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "platform");
        checkCanary();
    }

    MasterKey master() {
        return master;
    }

    /** The 32 bytes of a symmetric key, the caller's to wipe. */
    public byte[] secret(String use) {
        return open(findOrMake(use, () -> new Material(SealingKey.newBytes(), NO_PUBLIC_KEY)));
    }

    /** The key pair for {@code use}, always of the same {@code kind}. */
    public KeyPair keyPair(String use, KeyPairs kind) {
        Row row = findOrMake(use, () -> generate(kind));
        byte[] pkcs8 = open(row);
        try {
            return kind.read(pkcs8, row.publicKey);
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(row.name());
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private void checkCanary() {
        Row canary = transactions.control(() -> {
            // asked first: between two statements another instance may be making the canary and then the rest
            boolean used = Boolean.TRUE.equals(jdbc.queryForObject(ANY, Boolean.class));
            Optional<Row> found = find(CANARY);
            if (used && found.isEmpty()) {
                throw new MasterKeyRefused(
                        "the canary of this database is gone although it holds keys",
                        "restore vault.platform_key from a backup");
            }
            return found.orElseGet(() -> make(CANARY, new Material(SealingKey.newBytes(), NO_PUBLIC_KEY)));
        });
        if (!canary.masterKid.equals(master.kid())) {
            throw new MasterKeyRefused(
                    "this database was sealed with master key %s, flowlet.vault.master-key-file holds %s"
                            .formatted(canary.masterKid, master.kid()),
                    "give it the file that holds " + canary.masterKid);
        }
        Arrays.fill(open(canary), (byte) 0);
    }

    private Row findOrMake(String use, Supplier<Material> material) {
        return transactions.control(() -> find(use).orElseGet(() -> make(use, material.get())));
    }

    private Optional<Row> find(String use) {
        return jdbc.query(SELECT, (row, number) -> new Row(use, row), use).stream()
                .findFirst();
    }

    private Row make(String use, Material material) {
        byte[] wrapped = master.key()
                .seal(material.secret, AssociatedData.platformKey(use, FIRST, master.kid(), material.publicKey));
        Arrays.fill(material.secret, (byte) 0);
        // waits for another instance that is making the same key, and then its row is the one that counts
        made.increment(jdbc.update(
                INSERT, use, FIRST, master.kid(), wrapped, material.publicKey, Timestamp.from(clock.instant())));
        return find(use).orElseThrow();
    }

    private byte[] open(Row row) {
        try {
            return master.key()
                    .open(row.wrapped, AssociatedData.platformKey(row.use, row.version, row.masterKid, row.publicKey));
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(row.name());
        }
    }

    private static Material generate(KeyPairs kind) {
        try {
            KeyPair pair = kind.generate();
            return new Material(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes keys for ES256 and Ed25519", e);
        }
    }

    /** A new key in clear, on its way into a row. */
    private static final class Material {
        private final byte[] secret;
        private final byte[] publicKey;

        Material(byte[] secret, byte[] publicKey) {
            this.secret = secret;
            this.publicKey = publicKey;
        }
    }

    private static final class Row {
        private final String use;
        private final int version;
        private final String masterKid;
        private final byte[] wrapped;
        private final byte[] publicKey;

        Row(String use, ResultSet row) throws SQLException {
            this.use = use;
            this.version = row.getInt(1);
            this.masterKid = row.getString(2);
            this.wrapped = row.getBytes(3);
            this.publicKey = row.getBytes(4);
        }

        String name() {
            return "the key of the installation for %s, version %d".formatted(use, version);
        }
    }
}
