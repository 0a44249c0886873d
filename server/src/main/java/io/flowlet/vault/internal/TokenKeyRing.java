package io.flowlet.vault.internal;

import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.micrometer.core.instrument.Counter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The versions of a key that signs tokens with one algorithm, as rows of the installation's keys. */
public final class TokenKeyRing {
    private static final int FIRST = 1;
    private static final String ALL = """
            select version, master_kid, wrapped, public_key, coalesce(signs_from, created_at), verifies_until
            from vault.platform_key where use = ? and state = 'active' order by version
            """;
    private static final String INSERT = """
            insert into vault.platform_key (use, version, master_kid, wrapped, public_key, state, created_at, signs_from)
            values (?, ?, ?, ?, ?, 'active', ?, ?)
            on conflict do nothing
            """;
    private static final String END_ALL_BUT_NEWEST = """
            update vault.platform_key set verifies_until = ?
            where use = ? and verifies_until is null
              and version < (select max(version) from vault.platform_key where use = ?)
            """;
    private static final String FORGET = "select vault.forget_signing_keys(?)";

    private final String use;
    private final RootKeys roots;
    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Counter made;

    TokenKeyRing(String use, RootKeys roots, Transactions transactions, JdbcTemplate jdbc, Clock clock, Counter made) {
        this.use = use;
        this.roots = roots;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
        this.made = made;
    }

    /**
     * One version as it is stored: still sealed.
     *
     * @param number from 1
     * @param kid of the root key that wraps it
     * @param verifiesUntil the end of time unless it was ended early
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by Arrays.equals where it is
    public record Version(
            int number, String kid, byte[] wrapped, byte[] publicKey, Instant signsFrom, Instant verifiesUntil) {
        private static Version read(ResultSet row, int number) throws SQLException {
            @Nullable Timestamp until = row.getTimestamp(6);
            return new Version(
                    row.getInt(1),
                    row.getString(2),
                    row.getBytes(3),
                    row.getBytes(4),
                    row.getTimestamp(5).toInstant(),
                    until == null ? Instant.MAX : until.toInstant());
        }
    }

    /** Oldest first, never empty: the first one is made of {@code kind} if there is none. */
    public List<Version> versions(KeyPairs kind) {
        return transactions.control(() -> {
            List<Version> found = all();
            if (!found.isEmpty()) {
                return found;
            }
            add(FIRST, kind, clock.instant());
            // another instance may have been faster: then its row is the one that counts
            return all();
        });
    }

    /** @throws DamagedKey if it does not open, or is no key of {@code kind} */
    public KeyPair open(Version version, KeyPairs kind) {
        String name = "the key of the installation for %s, version %d".formatted(use, version.number());
        byte[] pkcs8 = roots.open(
                version.kid(),
                version.wrapped(),
                AssociatedData.platformKey(use, version.number(), version.kid(), version.publicKey()),
                name);
        try {
            return kind.read(pkcs8, version.publicKey());
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(name);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /** Makes the version after {@code newest}, in the open transaction; empty if there is one by now. */
    public Optional<KeyPair> addAfter(int newest, KeyPairs kind, Instant signsFrom) {
        return add(newest + 1, kind, signsFrom);
    }

    /** Says how many; in the open transaction, as the owner. */
    public int endAllButNewest(Instant at) {
        return jdbc.update(END_ALL_BUT_NEWEST, Timestamp.from(at), use, use);
    }

    static int forget(JdbcTemplate jdbc, Instant supersededBefore) {
        Integer gone = jdbc.queryForObject(FORGET, Integer.class, Timestamp.from(supersededBefore));
        return gone == null ? 0 : gone;
    }

    private List<Version> all() {
        return jdbc.query(ALL, Version::read, use);
    }

    private Optional<KeyPair> add(int number, KeyPairs kind, Instant signsFrom) {
        KeyPair pair = generate(kind);
        Root root = roots.sealing();
        byte[] publicKey = pair.getPublic().getEncoded();
        byte[] secret = pair.getPrivate().getEncoded();
        byte[] wrapped = root.seal(secret, AssociatedData.platformKey(use, number, root.kid(), publicKey));
        Arrays.fill(secret, (byte) 0);
        Timestamp from = Timestamp.from(signsFrom);
        int written = jdbc.update(
                INSERT,
                use,
                number,
                root.kid(),
                wrapped,
                publicKey,
                Timestamp.from(clock.instant()),
                number == FIRST ? null : from);
        made.increment(written);
        return written == 1 ? Optional.of(pair) : Optional.empty();
    }

    private static KeyPair generate(KeyPairs kind) {
        try {
            return kind.generate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes keys on P-256 and for RSA", e);
        }
    }
}
