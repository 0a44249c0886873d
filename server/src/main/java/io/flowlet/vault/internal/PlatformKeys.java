package io.flowlet.vault.internal;

import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.RootKeyUses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The installation's own keys, wrapped by a root key; each is made by the first instance that asks for it, the others find its row.
 *
 * <p>The first of them is the canary: a start without the root key that sealed it is refused, before anything is sealed.
 */
@Component
public final class PlatformKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformKeys.class);
    private static final int FIRST = 1;
    private static final byte[] NO_PUBLIC_KEY = new byte[0];
    private static final String ANY = "select exists (select from vault.platform_key)";
    private static final String INSERT = """
            insert into vault.platform_key (use, version, master_kid, wrapped, public_key, state, created_at)
            values (?, ?, ?, ?, ?, 'active', ?)
            on conflict do nothing
            """;

    private final RootKeys roots;
    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Counter made;

    PlatformKeys(RootKeys roots, Transactions transactions, JdbcTemplate jdbc, Clock clock, MeterRegistry meters) {
        this.roots = roots;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "platform");
        checkCanary();
    }

    /** The 32 bytes of a symmetric key, the caller's to wipe. */
    public byte[] secret(String use) {
        return open(findOrMake(use, () -> new Material(SealingKey.newBytes(), NO_PUBLIC_KEY)));
    }

    /** The key pair for {@code use}, always of the same {@code kind}. */
    public KeyPair keyPair(String use, KeyPairs kind) {
        PlatformKeyRow row = findOrMake(use, () -> generate(kind));
        byte[] pkcs8 = open(row);
        try {
            return kind.read(pkcs8, row.publicKey());
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(row.name());
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /** The keys of one algorithm that sign tokens, version by version. */
    public TokenKeyRing tokenKeys(String use) {
        return new TokenKeyRing(use, roots, transactions, jdbc, clock, made);
    }

    /** Destroys token keys whose successors signed before {@code supersededBefore} already; says how many. */
    public int forgetTokenKeys(Instant supersededBefore) {
        return transactions.control(() -> TokenKeyRing.forget(jdbc, supersededBefore));
    }

    /**
     * Opens the canary without a server.
     *
     * @return the id of the root key that seals: the configured one in a database that holds no keys yet
     * @throws MasterKeyRefused if the canary's root key is not among {@code roots}
     * @throws DamagedKey if it does not open
     */
    public static String sealingRoot(RootKeys roots, JdbcTemplate jdbc) {
        Optional<PlatformKeyRow> canary = PlatformKeyRow.find(jdbc, PlatformKeyRow.CANARY);
        canary.filter(row -> roots.find(row.kid()).isEmpty()).ifPresent(row -> {
            throw roots.missing("this database", row.kid());
        });
        canary.ifPresent(row -> Arrays.fill(opened(roots, row), (byte) 0));
        return canary.map(PlatformKeyRow::kid)
                .orElseGet(() -> roots.configured().kid());
    }

    /**
     * Opens the key for {@code use}, without a server; the caller's to wipe.
     *
     * @throws MasterKeyRefused if there is none, or its root key is not among {@code roots}
     * @throws DamagedKey if it does not open
     */
    static byte[] secret(RootKeys roots, JdbcTemplate jdbc, String use) {
        return PlatformKeyRow.find(jdbc, use)
                .map(row -> opened(roots, row))
                .orElseThrow(() -> new MasterKeyRefused(
                        "this database has no key for " + use, "restore vault.platform_key from a backup"));
    }

    private void checkCanary() {
        PlatformKeyRow canary = transactions.control(() -> {
            // asked first: between two statements another instance may be making the canary and then the rest
            boolean used = Boolean.TRUE.equals(jdbc.queryForObject(ANY, Boolean.class));
            Optional<PlatformKeyRow> found = PlatformKeyRow.find(jdbc, PlatformKeyRow.CANARY);
            if (used && found.isEmpty()) {
                throw new MasterKeyRefused(
                        "the canary of this database is gone although it holds keys",
                        "restore vault.platform_key from a backup");
            }
            return found.orElseGet(
                    () -> make(PlatformKeyRow.CANARY, new Material(SealingKey.newBytes(), NO_PUBLIC_KEY)));
        });
        if (roots.find(canary.kid()).isEmpty()) {
            throw roots.missing("this database", canary.kid());
        }
        Arrays.fill(open(canary), (byte) 0);
        tellOfRoots(canary.kid(), RootKeyUses.read(jdbc));
    }

    private void tellOfRoots(String sealing, RootKeyUses uses) {
        for (String needed : uses.needed()) {
            if (roots.find(needed).isEmpty()) {
                throw roots.missing("one of %d keys of this database".formatted(uses.of(needed)), needed);
            }
        }
        if (!sealing.equals(roots.configured().kid())) {
            LOG.warn(
                    "keys are still sealed with the former root key {}; when every instance knows {} too: ./flowlet vault rotate-root",
                    sealing,
                    roots.configured().kid());
        }
        roots.all().stream()
                .filter(root -> uses.of(root.kid()) == 0 && root != roots.configured())
                .forEach(root -> LOG.warn(
                        "nothing needs the former root key {} ({}) any more: take flowlet.vault.root.former out of the settings",
                        root.kid(),
                        root.where()));
    }

    private PlatformKeyRow findOrMake(String use, Supplier<Material> material) {
        return transactions.control(() -> PlatformKeyRow.find(jdbc, use).orElseGet(() -> make(use, material.get())));
    }

    private PlatformKeyRow make(String use, Material material) {
        Root root = roots.sealing();
        byte[] wrapped =
                root.seal(material.secret, AssociatedData.platformKey(use, FIRST, root.kid(), material.publicKey));
        Arrays.fill(material.secret, (byte) 0);
        // waits for another instance that is making the same key, and then its row is the one that counts
        made.increment(jdbc.update(
                INSERT, use, FIRST, root.kid(), wrapped, material.publicKey, Timestamp.from(clock.instant())));
        return PlatformKeyRow.find(jdbc, use).orElseThrow();
    }

    private byte[] open(PlatformKeyRow row) {
        return opened(roots, row);
    }

    private static byte[] opened(RootKeys roots, PlatformKeyRow row) {
        return roots.open(row.kid(), row.wrapped(), row.associatedData(row.kid()), row.name());
    }

    private static Material generate(KeyPairs kind) {
        try {
            KeyPair pair = kind.generate();
            return new Material(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes keys for Ed25519", e);
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
}
