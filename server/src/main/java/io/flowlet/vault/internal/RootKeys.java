package io.flowlet.vault.internal;

import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * All root keys that this instance can open with: the one that it is to use and, while a rotation is under way, the former one.
 *
 * <p>Which of them seals is told by the database, not by the settings: the one that the canary is wrapped by. So instances that are given a
 * new root key one after the other go on with the old one until the rotation turns all of them at once. Thread-safe.
 */
@Component
public final class RootKeys {
    /** Held by every transaction that seals, and by the one that turns the canary alone: no key is sealed by the old root after it. */
    static final String SEALING_LOCK = "hashtext('vault.root_key')";

    private static final String SHARE = "select pg_advisory_xact_lock_shared(" + SEALING_LOCK + ")";
    private static final String CANARY = """
            select master_kid from vault.platform_key where use = 'canary' and state = 'active'
            """;

    private final Root configured;
    private final SequencedMap<String, Root> byKid;
    private final JdbcTemplate jdbc;

    @Autowired
    RootKeys(VaultSettings settings, JdbcTemplate jdbc, MeterRegistry meters) {
        this(RootSource.of(settings, System.getenv()), settings.cachedKeys(), jdbc, meters);
    }

    /** @param sources the one to use first */
    public RootKeys(List<RootSource> sources, int cachedKeys, JdbcTemplate jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.byKid = new LinkedHashMap<>();
        for (RootSource source : sources) {
            Root root = new Root(source, cachedKeys, meters);
            if (byKid.put(root.kid(), root) != null) {
                throw new MasterKeyRefused(
                        "flowlet.%s names the root key %s, which is in use already"
                                .formatted(source.setting(), root.kid()),
                        "name the other one, or take the setting out");
            }
        }
        this.configured = byKid.firstEntry().getValue();
    }

    /** The root key that the settings ask for; a rotation ends with it. */
    public Root configured() {
        return configured;
    }

    /** The configured one first. */
    public List<Root> all() {
        return List.copyOf(byKid.values());
    }

    /**
     * The root key to seal with in the open transaction, which stays it until that ends.
     *
     * @throws MasterKeyRefused if this instance does not have it: there was a rotation
     */
    public Root sealing() {
        jdbc.query(SHARE, row -> {});
        List<String> canary = jdbc.queryForList(CANARY, String.class);
        return canary.isEmpty() ? configured : of(canary.getFirst());
    }

    /**
     * The root key of the id {@code kid}.
     *
     * @throws MasterKeyRefused if this instance does not have it
     */
    public Root of(String kid) {
        return find(kid).orElseThrow(() -> missing("a key of this database", kid));
    }

    Optional<Root> find(String kid) {
        return Optional.ofNullable(byKid.get(kid));
    }

    /**
     * Opens the key that the root key {@code kid} wraps.
     *
     * @param id the number that the opened key's own ciphertexts carry
     * @param name what {@code wrapped} is, for whom it may concern when it does not open
     * @throws MasterKeyRefused if this instance does not have that root key
     * @throws DamagedKey if it does not open
     */
    public SealingKey unwrap(String kid, int id, byte[] wrapped, byte[] associatedData, String name) {
        return of(kid).unwrap(id, wrapped, associatedData, name);
    }

    /** As {@link #unwrap}, for the bytes of a key; the caller's to wipe. */
    public byte[] open(String kid, byte[] wrapped, byte[] associatedData, String name) {
        try {
            return of(kid).open(wrapped, associatedData);
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(name);
        }
    }

    /** @param what is sealed, as {@code this database} */
    MasterKeyRefused missing(String what, String kid) {
        String here = byKid.values().stream()
                .map(root -> "%s (%s)".formatted(root.kid(), root.where()))
                .collect(Collectors.joining(" and "));
        return new MasterKeyRefused(
                "%s was sealed with root key %s; this instance has %s".formatted(what, kid, here),
                "name %s in flowlet.vault.root or flowlet.vault.root.former; a file of it may be among your backups"
                        .formatted(kid));
    }
}
