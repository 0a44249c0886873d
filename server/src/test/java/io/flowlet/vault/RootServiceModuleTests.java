package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.internal.EarlierKeys;
import io.flowlet.vault.internal.RootSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A root key that a service keeps: asked seldom, missed plainly. */
class RootServiceModuleTests {
    private static final Place PLACE = new Place("a.b", "c", new UUID(7, 7));

    private final TestDatabase database = TestDatabase.create();
    private final Path keyStore = TestVault.keyStore(TestVault.newMasterKeyFile());
    private final String key = "alias/" + UUID.randomUUID();

    @AfterEach
    void comeBack() {
        FakeKeyService.AWAY.set(false);
    }

    @Test
    void isAskedOnceForEachKeyThatItWrappedHoweverOftenThatIsReadAnew() throws Exception {
        FakeKeyService.makeKey(key);
        int tenants = 5;
        instance(service(key)).close();
        insertTenantKeys(tenants);
        List<byte[]> sealed;
        try (VaultInstance maker = instance(service(key))) {
            sealed = IntStream.rangeClosed(1, tenants)
                    .mapToObj(tenant -> maker.vault().encryptText(subject(tenant), PLACE, "x"))
                    .toList();
        }
        try (VaultInstance instance = instance(service(key));
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            int started = FakeKeyService.UNWRAPS.get();
            for (int round = 0; round < 3; round++) {
                threads.invokeAll(IntStream.range(0, 40)
                                .<Callable<String>>mapToObj(number -> () -> {
                                    int tenant = number % tenants + 1;
                                    return instance.vault().decryptText(subject(tenant), PLACE, sealed.get(tenant - 1));
                                })
                                .toList())
                        .forEach(text -> assertThat(text.resultNow()).isEqualTo("x"));
                // the rings are forgotten after a second, what the service opened is not
                Thread.sleep(1_100);
            }
            assertThat(FakeKeyService.UNWRAPS.get() - started).isEqualTo(tenants);
            assertThat(instance.meters
                            .get("flowlet.vault.root.calls")
                            .tags("provider", "service", "operation", "unwrap")
                            .timer()
                            .count())
                    .isEqualTo(tenants + 4L + HmacPurpose.values().length);
        }
    }

    @Test
    void oneThatIsAwayIsToldAndCountedAndMissedNoLongerThanItIsAway() {
        FakeKeyService.makeKey(key);
        try (VaultInstance instance = instance(service(key))) {
            insertTenantKeys(1);
            FakeKeyService.AWAY.set(true);
            assertThat(instance.vault().encryptText(subject(2), PLACE, "x"))
                    .as("a tenant whose key an epoch wraps does not need it")
                    .isNotEmpty();
            assertThatThrownBy(() -> instance.vault().encryptText(subject(1), PLACE, "x"))
                    .isInstanceOf(RootKeyUnavailable.class)
                    .hasMessage("fake-kms does not answer");
            assertThat(instance.counter("flowlet.vault.root.failures", "provider", "service"))
                    .isOne();
            FakeKeyService.AWAY.set(false);
            assertThat(instance.vault().encryptText(subject(1), PLACE, "x")).isNotEmpty();
        }
        FakeKeyService.AWAY.set(true);
        assertThatThrownBy(() -> instance(service(key))).rootCause().isInstanceOf(RootKeyUnavailable.class);
    }

    @Test
    void aKeyNobodyHasAndAServiceNobodyKnowsAreRefused() {
        assertThatThrownBy(() -> instance(service(key)))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("fake-kms has no key " + key);
        RootSettings unknown = service(key, "no-kms", FormerRootSettings.NONE);
        assertThatThrownBy(() -> instance(unknown))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("there is no RootKeyProvider no-kms, but [fake-kms]")
                .hasMessageContaining("flowlet.vault.root.service.name");
        String spaced = "not an id";
        FakeKeyService.makeKey(spaced);
        assertThatThrownBy(() -> instance(service(spaced)))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("has an id that is not 1 to 200 of");
    }

    @Test
    void anotherKeyOfTheSameServiceOpensNothing() {
        FakeKeyService.makeKey(key);
        FakeKeyService.makeKey(key + "-2");
        instance(service(key)).close();
        assertThatThrownBy(() -> instance(service(key + "-2")))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("was sealed with root key " + key + "; this instance has " + key + "-2");
        FakeKeyService.makeKey(key);
        assertThatThrownBy(() -> instance(service(key)))
                .as("another key under the same name")
                .rootCause()
                .isInstanceOf(DamagedKey.class)
                .hasMessageContaining("canary");
    }

    @Test
    void anInstallationMovesFromAFileToAServiceAndBetweenItsKeys() {
        FakeKeyService.makeKey(key);
        FakeKeyService.makeKey(key + "/2");
        Path file = TestVault.newMasterKeyFile();
        byte[] sealed;
        try (VaultInstance before = instance(RootSettings.FILE, file)) {
            sealed = before.vault().encryptText(subject(1), PLACE, "kept");
        }
        FormerRootSettings fileBefore =
                new FormerRootSettings(RootProvider.FILE, file, Pkcs11Settings.NONE, RootServiceSettings.NONE);
        rotate(service(key, FakeKeyService.NAME, fileBefore));
        FormerRootSettings keyBefore = new FormerRootSettings(
                RootProvider.SERVICE, null, Pkcs11Settings.NONE, new RootServiceSettings(null, key));
        rotate(service(key + "/2", FakeKeyService.NAME, keyBefore));
        try (VaultInstance after = instance(service(key + "/2"))) {
            assertThat(after.vault().decryptText(subject(1), PLACE, sealed)).isEqualTo("kept");
        }
        assertThatThrownBy(() -> RootShares.split(settings(service(key), null), Path.of("nowhere")))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("cannot leave who keeps it");
        assertThat(RootBackup.write(settings(service(key), null), Path.of("nowhere")))
                .isEmpty();
    }

    /** Of tenants from before there were epochs; the others' keys need no root key once an instance has started. */
    private void insertTenantKeys(int to) {
        RootSource source = new RootSource(
                "vault.root.service.key", key, RootProvider.SERVICE, () -> new FakeKeyService().open(key));
        EarlierKeys.insertTenantKeysBelow(new JdbcTemplate(database.asSuperuser()), source, 1, to);
    }

    private void rotate(RootSettings root) {
        try (VaultInstance owner =
                new VaultInstance(database.as(DatabaseRole.OWNER), settings(root, null), Clock.systemUTC())) {
            assertThat(owner.bean(RootRotation.class).run(new QuietRotation()))
                    .satisfies(rotated -> assertThat(rotated.rewrapped()).isPositive())
                    .satisfies(rotated -> assertThat(rotated.damaged()).isEmpty());
        }
    }

    private VaultInstance instance(RootSettings root) {
        return instance(root, null);
    }

    private VaultInstance instance(RootSettings root, @Nullable Path file) {
        return new VaultInstance(database.as(DatabaseRole.APP), settings(root, file), Clock.systemUTC());
    }

    private VaultSettings settings(RootSettings root, @Nullable Path file) {
        return new VaultSettings(file, root, keyStore, 100, Duration.ofSeconds(1), Duration.ofHours(24));
    }

    private static RootSettings service(String key) {
        return service(key, FakeKeyService.NAME, FormerRootSettings.NONE);
    }

    private static RootSettings service(String key, String name, FormerRootSettings former) {
        return new RootSettings(RootProvider.SERVICE, Pkcs11Settings.NONE, new RootServiceSettings(name, key), former);
    }

    private static Subject subject(int tenant) {
        return new Subject(new TenantId(tenant), new UUID(1, 1), Purpose.SERVICE);
    }
}
