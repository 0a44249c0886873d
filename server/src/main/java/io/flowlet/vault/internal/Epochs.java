package io.flowlet.vault.internal;

import io.flowlet.tenants.Transactions;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The epochs and their keys. The first is opened by the first instance that starts; one of which the key is not there is refused at the
 * start. Thread-safe.
 *
 * <p>Whoever seals a tenant's key with the open epoch's shares a lock with others that do, until the transaction ends; who finds an epoch
 * without any key below it holds that lock alone. So no row is ever written for an epoch whose key is being destroyed.
 */
@Component
public final class Epochs {
    private static final String SEALING = "select pg_advisory_xact_lock_shared(5207153301460276811)";
    private static final String TRY_ALONE = "select pg_try_advisory_xact_lock(5207153301460276811)";
    private static final String NEWEST = """
            select number, kid, renews_all, opened_at, emptied_at from vault.epoch
            where destroyed_at is null
            order by number desc
            limit 1
            """;
    private static final String OLDER = """
            select number, kid, renews_all, opened_at, emptied_at from vault.epoch
            where destroyed_at is null and number < ?
            order by number
            """;
    private static final String LIVING = "select number from vault.epoch where destroyed_at is null";
    private static final String KID = "select kid from vault.epoch where number = ? and destroyed_at is null";
    private static final String INSERT = """
            insert into vault.epoch (number, kid, renews_all, opened_at) values (?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String DESTROYED = """
            update vault.epoch set destroyed_at = greatest(?, opened_at) where number = ? and destroyed_at is null
            """;
    private static final String EMPTIED = """
            update vault.epoch set emptied_at = greatest(?, opened_at)
            where number < ? and destroyed_at is null and emptied_at is null
            returning number
            """;
    private static final String REFILLED = """
            update vault.epoch set emptied_at = null
            where destroyed_at is null and emptied_at is not null and vault.keys_below(number)
            """;
    private static final String KEYS_BELOW = "select vault.keys_below(?)";
    private static final String BEGUN = "select opened_at from vault.epoch where number > ? order by number limit 1";
    private static final String GONE_AT = "select max(destroyed_at) from vault.epoch where number <= ?";
    private static final String FIRST_DESTRUCTION =
            "select least(vault.first_destruction(), vault.first_tenant_destruction())";
    private static final String BEHIND = "select * from vault.tenants_behind(?)";

    private final KeyStore store;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Map<Integer, EpochKey> opened = new ConcurrentHashMap<>();
    private final Counter made;
    private final Counter destroyed;

    // platformKeys has opened the canary before any epoch key is sealed
    Epochs(
            PlatformKeys platformKeys,
            Transactions transactions,
            JdbcTemplate jdbc,
            Clock clock,
            VaultSettings settings,
            MeterRegistry meters) {
        this.store = new KeyStore(settings.keyStore(), platformKeys.secret(KeyStore.USE));
        this.jdbc = jdbc;
        this.clock = clock;
        this.made = meters.counter("flowlet.vault.keys.made", "kind", "epoch");
        this.destroyed = meters.counter("flowlet.vault.keys.destroyed", "kind", "epoch");
        KeyStore.require(settings.keyStore());
        Epoch open = transactions.control(() -> newest().orElseGet(() -> insert(1, false)));
        opened.put(open.number(), store.open(open.number(), open.kid()));
    }

    Epoch open() {
        return newest().orElseThrow(
                        () -> new IllegalStateException("no epoch is open: the rows of vault.epoch are gone"));
    }

    /** The key of the open epoch, for a row that the open transaction writes. */
    EpochKey toSealWith() {
        jdbc.query(SEALING, row -> {});
        Epoch epoch = open();
        return opened.computeIfAbsent(epoch.number(), number -> store.open(number, epoch.kid()));
    }

    /**
     * The key of an epoch; empty if that epoch is over.
     *
     * @throws KeyStoreRefused if its file cannot be used
     */
    Optional<EpochKey> find(int number) {
        EpochKey known = opened.get(number);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> kid =
                jdbc.query(KID, (row, at) -> row.getString(1), number).stream().findFirst();
        return kid.map(name -> opened.computeIfAbsent(number, absent -> store.open(absent, name)));
    }

    /** Opens the epoch after {@code last} in the open transaction, unless that was done meanwhile; the open one. */
    Epoch openAfter(Epoch last, boolean renewsAll) {
        Epoch open = open();
        return open.number() > last.number() ? open : insert(last.number() + 1, renewsAll);
    }

    /** Closes the keys of epochs that another instance has ended. */
    void forgetThoseOver() {
        opened.keySet().retainAll(jdbc.queryForList(LIVING, Integer.class));
    }

    /** Epochs that are over and whose keys were not destroyed yet, oldest first. */
    List<Epoch> olderThan(Epoch epoch) {
        return jdbc.query(OLDER, Epoch::read, epoch.number());
    }

    /**
     * Whether no key is below an epoch before {@code epoch}, and no open transaction can bring one there. Does not wait for those: others that
     * want to seal would wait behind it.
     */
    boolean isAlone(Epoch epoch) {
        return Boolean.TRUE.equals(jdbc.queryForObject(TRY_ALONE, Boolean.class))
                && Boolean.FALSE.equals(jdbc.queryForObject(KEYS_BELOW, Boolean.class, epoch.number() - 1));
    }

    /**
     * Notes in the open transaction, which found {@code epoch} to be alone, that nothing is below the older ones.
     *
     * @return those of which that is news
     */
    List<Integer> markEmptied(Epoch epoch) {
        return jdbc.queryForList(EMPTIED, Integer.class, Timestamp.from(clock.instant()), epoch.number());
    }

    /** Takes that note back in the open transaction wherever a key is below an epoch all the same: rows were restored, or a commit lost. */
    void unmarkRefilled() {
        jdbc.update(REFILLED);
    }

    /**
     * Reads the key of {@code epoch} from its file, whatever was opened before.
     *
     * @throws KeyStoreRefused as {@link KeyStore#open}
     */
    void requireOnDisk(Epoch epoch) {
        store.open(epoch.number(), epoch.kid());
    }

    /** When the epoch after {@code number} was opened; empty if that is the open one. */
    Optional<Instant> endedAt(int number) {
        return jdbc.query(BEGUN, (row, at) -> row.getTimestamp(1).toInstant(), number).stream()
                .findFirst();
    }

    /** When the last key of {@code number} and the epochs before was destroyed; to be asked when all of them are. */
    Optional<Instant> destroyedAt(int number) {
        return Optional.ofNullable(jdbc.queryForObject(GONE_AT, Timestamp.class, number))
                .map(Timestamp::toInstant);
    }

    /** Since when a key is destroyed that the next turn makes final. */
    Optional<Instant> firstDestruction() {
        return Optional.ofNullable(jdbc.queryForObject(FIRST_DESTRUCTION, Timestamp.class))
                .map(Timestamp::toInstant);
    }

    /** Numbers of the tenants that still hold a key of an epoch before {@code epoch}, or an older version beside the newest. */
    List<Integer> tenantsBehind(Epoch epoch) {
        return jdbc.queryForList(BEHIND, Integer.class, epoch.number());
    }

    /** Destroys the key of an epoch below which nothing is; safe to repeat. */
    void destroy(Epoch epoch) {
        opened.remove(epoch.number());
        store.destroy(epoch.number());
    }

    /** Writes in the open transaction that the key is gone; whether that was news. */
    boolean wasDestroyed(Epoch epoch) {
        int rows = jdbc.update(DESTROYED, Timestamp.from(clock.instant()), epoch.number());
        destroyed.increment(rows);
        return rows > 0;
    }

    private Optional<Epoch> newest() {
        return jdbc.query(NEWEST, Epoch::read).stream().findFirst();
    }

    private Epoch insert(int number, boolean renewsAll) {
        // the file before the row: a row without a key would be a promise that nobody can keep
        EpochKey key = store.findOrMake(number);
        made.increment(jdbc.update(INSERT, number, key.kid(), renewsAll, Timestamp.from(clock.instant())));
        return open();
    }
}
