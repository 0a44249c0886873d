package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.internal.EarlierKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A new root key takes over while instances run, and the former one opens nothing afterwards. It wraps the keys of the installation, and those
 * of tenants that are older than epochs; the others hang on an epoch's key and are none of its business.
 */
class RootRotationModuleTests {
    private static final Place PLACE = new Place("a.b", "c", new UUID(7, 7));
    private static final Duration CACHED = Duration.ofSeconds(1);

    private final TestDatabase database = TestDatabase.create();
    private final Path keyStore = TestVault.keyStore(TestVault.newMasterKeyFile());
    private final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
    private final Path old = TestVault.newMasterKeyFile();
    private final Path next = TestVault.newMasterKeyFile();
    private final String oldKid = MasterKeyFile.check(old);
    private final String nextKid = MasterKeyFile.check(next);

    @Test
    void noCallFailsOnTwoInstancesWhileTheRootKeyIsRotated() throws Exception {
        makeTenants(1, 1_200);
        AtomicBoolean rotated = new AtomicBoolean();
        AtomicLong calls = new AtomicLong();
        AtomicLong starts = new AtomicLong();
        AtomicInteger tenants = new AtomicInteger(10_000);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        RootRotation.Rotated result;
        // short caches: rings are read anew all the time, before, between and after
        try (VaultInstance one = instance(next, old);
                VaultInstance other = instance(next, old);
                ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<?>> running = new ArrayList<>();
            running.add(threads.submit(() -> {
                while (!rotated.get()) {
                    try {
                        loseAKey(); // each start makes it anew, below whichever root key seals then
                        instance(next, old).close();
                        starts.incrementAndGet();
                    } catch (RuntimeException e) {
                        failures.add(e);
                    }
                }
            }));
            for (VaultInstance instance : List.of(one, other, one, other)) {
                running.add(threads.submit(() -> {
                    int tenant = 1;
                    while (!rotated.get()) {
                        try {
                            roundTrip(instance, new TenantId(tenant));
                            roundTrip(instance, new TenantId(tenants.incrementAndGet()));
                            calls.addAndGet(2);
                        } catch (RuntimeException e) {
                            failures.add(e);
                        }
                        tenant = tenant % 1_200 + 1;
                    }
                }));
            }
            while (calls.get() < 40 || starts.get() < 1) {
                Thread.sleep(10);
            }
            result = rotate(new QuietRotation());
            long after = calls.get();
            long startsBefore = starts.get();
            while ((calls.get() < after + 40 || starts.get() < startsBefore + 2) && failures.isEmpty()) {
                Thread.sleep(10);
            }
            rotated.set(true);
            for (Future<?> run : running) {
                run.get();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(result.damaged()).isEmpty();
        assertThat(result.rewrapped()).isGreaterThan(1_200);
        assertThat(wrappedBy(oldKid)).as("sealed by the old one after the turn").isZero();
        System.out.printf(
                "rotation of %d keys beside %d calls and %d starts%n", result.rewrapped(), calls.get(), starts.get());
    }

    @Test
    void afterItTheFormerRootKeyOpensNothingAndTheNewOneAll() {
        byte[] sealed;
        byte[] mac;
        makeTenants(1, 1);
        try (VaultInstance before = instance(old)) {
            sealed = before.vault().encryptText(subject(1), PLACE, "kept");
            mac = before.vault().hmac(HmacPurpose.TOKEN, new byte[] {1});
        }
        rotate(new QuietRotation());
        try (VaultInstance after = instance(next)) {
            assertThat(after.vault().decryptText(subject(1), PLACE, sealed)).isEqualTo("kept");
            assertThat(after.vault().hmac(HmacPurpose.TOKEN, new byte[] {1})).isEqualTo(mac);
        }
        assertThatThrownBy(() -> instance(old))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("was sealed with root key " + nextKid)
                .hasMessageContaining("this instance has " + oldKid);
        assertThat(wrappedBy(oldKid)).isZero();
        superuser.query(
                "select wrapped from vault.platform_key union all select wrapped from vault.tenant_key where epoch is null",
                row -> {
                    byte[] wrapped = row.getBytes(1);
                    assertThat(Arrays.copyOfRange(wrapped, 1, 5))
                            .as("the number of the root key that wrapped it")
                            .isEqualTo(HexFormat.of().parseHex(nextKid, 0, 8));
                });
    }

    @Test
    void instancesGoOnWithTheFormerOneUntilTheTurn() {
        instance(old).close();
        loseAKey();
        try (VaultInstance both = instance(next, old)) {
            assertThat(madeAnew()).as("before the turn").isEqualTo(oldKid);
            rotate(new QuietRotation());
            loseAKey();
            instance(next, old).close();
            assertThat(madeAnew()).as("after the turn").isEqualTo(nextKid);
            both.vault().encryptText(subject(2), PLACE, "x");
            assertThat(wrappedBy(oldKid)).isZero();
        }
        try (VaultInstance behind = instance(next)) {
            assertThat(behind.vault().encryptText(subject(3), PLACE, "x")).isNotEmpty();
        }
    }

    @Test
    void oneThatIsStoppedHalfWayGoesOnInTheNextRun() {
        makeTenants(1, 1_700);
        QuietRotation stops = new QuietRotation() {
            @Override
            public void rewrapped(long done, long all) {
                if (done > 600) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
        assertThatThrownBy(() -> rotate(stops)).hasMessage("stopped");
        assertThat(wrappedBy(oldKid)).isBetween(500L, 1_200L);
        assertThat(wrappedBy(nextKid)).isGreaterThan(500);
        assertThatThrownBy(() -> instance(next))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining(" keys of this database was sealed with root key " + oldKid);
        try (VaultInstance both = instance(next, old)) {
            roundTrip(both, new TenantId(1));
            roundTrip(both, new TenantId(1_700));
        }
        long left = wrappedBy(oldKid);
        assertThat(rotate(new QuietRotation()).rewrapped()).isEqualTo(left);
        assertThat(wrappedBy(oldKid)).isZero();
        assertThat(rotate(new QuietRotation()).rewrapped()).as("once more").isZero();
    }

    @Test
    void oneWhoseConnectionDiesInAChunkGoesOnInTheNextRun() {
        makeTenants(1, 800);
        QuietRotation cut = new QuietRotation() {
            @Override
            public void turned(String former, String kid) {
                superuser.queryForList("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and usename = 'flowlet_owner'
                        """);
            }
        };
        assertThatThrownBy(() -> rotate(cut)).isInstanceOf(RuntimeException.class);
        assertThat(wrappedBy(nextKid)).as("the turn did not commit").isZero();
        instance(old).close();
        assertThat(rotate(new QuietRotation()).damaged()).isEmpty();
        assertThat(wrappedBy(oldKid)).isZero();
    }

    @Test
    void aDamagedKeyIsNamedAndTheOthersAreBroughtOver() {
        makeTenants(1, 5);
        superuser.update("update vault.tenant_key set wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 1)"
                + " where tenant_id = 3");
        RootRotation.Rotated rotated = rotate(new QuietRotation());
        assertThat(rotated.damaged()).containsExactly("the key of tenant 3, version 1");
        assertThat(wrappedBy(oldKid)).isOne();
    }

    @Test
    void refusesToBeginWithoutARootKeyThatSomethingNeeds() {
        instance(old).close();
        Path third = TestVault.newMasterKeyFile();
        try (VaultInstance owner =
                new VaultInstance(database.as(DatabaseRole.OWNER), settings(next, old), Clock.systemUTC())) {
            superuser.update("update vault.platform_key set master_kid = 'ffffffffffffffff' where use = 'hmac:cursor'");
            assertThatThrownBy(() -> owner.bean(RootRotation.class).run(new QuietRotation()))
                    .isInstanceOf(MasterKeyRefused.class)
                    .hasMessageContaining("ffffffffffffffff")
                    .hasMessageContaining("flowlet.vault.root.former");
        }
        assertThat(wrappedBy(nextKid)).isZero();
        assertThatThrownBy(() -> instance(third, next)).rootCause().isInstanceOf(MasterKeyRefused.class);
    }

    @Test
    void theApplicationMayNotReWrap() {
        instance(old).close();
        try (VaultInstance app = instance(next, old)) {
            assertThatThrownBy(() -> app.bean(RootRotation.class).run(new QuietRotation()))
                    .hasStackTraceContaining("permission denied for table platform_key");
        }
        assertThat(wrappedBy(nextKid)).isZero();
    }

    @Test
    void refusesTheSameKeyTwice() {
        assertThatThrownBy(() -> instance(old, Files.copy(old, old.resolveSibling("copy"))))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("flowlet.vault.root.former.file names the root key " + oldKid);
    }

    @Test
    void doctorSeesWhichRootKeySealsAndWhichNothingNeeds() {
        makeTenants(1, 3);
        assertThat(RootKeyCheck.states(settings(next, old), database.as(DatabaseRole.APP)))
                .satisfiesExactly(
                        now -> assertThat(now)
                                .isEqualTo(new RootKeyCheck.State(nextKid, next.toString(), false, false, 0)),
                        former -> assertThat(former)
                                .isEqualTo(
                                        new RootKeyCheck.State(oldKid, old.toString(), true, true, wrappedBy(oldKid))));
        rotate(new QuietRotation());
        assertThat(RootKeyCheck.states(settings(next, old), database.as(DatabaseRole.APP)))
                .extracting(RootKeyCheck.State::seals, RootKeyCheck.State::keys)
                .containsExactly(tuple(true, wrappedBy(nextKid)), tuple(false, 0L));
    }

    @Test
    void aBackupIsTriedOnTheCanaryAndNothingIsInstalled() throws Exception {
        assertThatThrownBy(() -> RootBackup.open(List.of(old), database.as(DatabaseRole.APP)))
                .hasMessageContaining("no canary");
        makeTenants(1, 1);
        Path folder = Files.createTempDirectory("shares");
        List<Path> shares = RootShares.split(settings(old), folder);
        assertThat(RootBackup.open(List.of(old), database.as(DatabaseRole.APP))).isEqualTo(oldKid);
        assertThat(RootBackup.open(shares.subList(1, 3), database.as(DatabaseRole.APP)))
                .isEqualTo(oldKid);
        assertThatThrownBy(() -> RootBackup.open(shares.subList(0, 1), database.as(DatabaseRole.APP)))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("one share of 3");
        assertThatThrownBy(() -> RootBackup.open(List.of(next), database.as(DatabaseRole.APP)))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("the backup holds root key " + nextKid)
                .hasMessageContaining("look for the backup of " + oldKid);
        superuser.update("update vault.platform_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)");
        assertThatThrownBy(() -> RootBackup.open(List.of(old), database.as(DatabaseRole.APP)))
                .isInstanceOf(DamagedKey.class);
    }

    private RootRotation.Rotated rotate(RootRotation.Progress progress) {
        try (VaultInstance owner =
                new VaultInstance(database.as(DatabaseRole.OWNER), settings(next, old), Clock.systemUTC())) {
            return owner.bean(RootRotation.class).run(progress);
        }
    }

    /** Tenants with a key each, sealed by the old root key itself. */
    private void makeTenants(int from, int to) {
        instance(old).close();
        EarlierKeys.insertTenantKeysBelow(superuser, EarlierKeys.source(old), from, to);
    }

    /** A key of the installation that the next start makes anew. */
    private void loseAKey() {
        superuser.update("delete from vault.platform_key where use = 'hmac:form'");
    }

    private @Nullable String madeAnew() {
        return superuser.queryForObject(
                "select master_kid from vault.platform_key where use = 'hmac:form'", String.class);
    }

    private static void roundTrip(VaultInstance instance, TenantId tenant) {
        Subject subject = new Subject(tenant, UUID.randomUUID(), Purpose.SERVICE);
        byte[] clear = "x".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = instance.vault().encrypt(subject, PLACE, clear);
        assertThat(instance.vault().decrypt(subject, PLACE, sealed)).isEqualTo(clear);
    }

    private static Subject subject(int tenant) {
        return new Subject(new TenantId(tenant), new UUID(1, 1), Purpose.SERVICE);
    }

    private long wrappedBy(String kid) {
        Long keys = superuser.queryForObject("""
                select (select count(*) from vault.platform_key where master_kid = ?)
                  + (select count(*) from vault.tenant_key where master_kid = ?)
                """, Long.class, kid, kid);
        return keys == null ? 0 : keys;
    }

    private VaultInstance instance(Path root, Path... former) {
        return new VaultInstance(database.as(DatabaseRole.APP), settings(root, former), Clock.systemUTC());
    }

    private VaultSettings settings(Path root, Path... former) {
        FormerRootSettings second = former.length == 0
                ? FormerRootSettings.NONE
                : new FormerRootSettings(RootProvider.FILE, former[0], Pkcs11Settings.NONE, RootServiceSettings.NONE);
        return new VaultSettings(
                root,
                new RootSettings(RootProvider.FILE, Pkcs11Settings.NONE, RootServiceSettings.NONE, second),
                keyStore,
                100,
                CACHED,
                Duration.ofHours(24));
    }
}
