package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** When data keys are made, by whom, and what becomes of one whose transaction does not commit. */
class KeyMakingModuleTests {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Path KEY_FILE = TestVault.newMasterKeyFile();
    private static final VaultInstance ONE = new VaultInstance(DATABASE, KEY_FILE);
    private static final VaultInstance OTHER = new VaultInstance(DATABASE, KEY_FILE);
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final int THREADS = 32;
    private static final Place PLACE = new Place("a.b", "c", new UUID(7, 7));

    private final JdbcTemplate superuser = new JdbcTemplate(DATABASE.asSuperuser());
    private final TenantId tenant = new TenantId(TENANTS.incrementAndGet());
    private final Subject subject = new Subject(tenant, new UUID(1, 1), Purpose.SERVICE);

    @AfterAll
    static void stop() {
        ONE.close();
        OTHER.close();
    }

    @Test
    void makesExactlyOneKeyWhenManyThreadsOfTwoInstancesUseASubjectFirst() throws Exception {
        double before = made();
        List<byte[]> sealed = inParallel(number -> instance(number).vault().encryptText(subject, PLACE, "same"));
        assertOneKeyThatOpens(sealed);
        assertThat(made() - before).isEqualTo(1);
    }

    @Test
    void needsOneConnectionOnlyWhenManyTransactionsUseASubjectFirst() throws Exception {
        // a pool of VaultInstance.POOL connections: were a second one taken for the key, these would wait for each
        // other for ever
        List<byte[]> sealed = inParallel(number -> instance(number)
                .transactions()
                .in(tenant, () -> instance(number).vault().encryptText(subject, PLACE, "same")));
        assertOneKeyThatOpens(sealed);
    }

    @Test
    void makesNoKeyToDecrypt() {
        byte[] foreign = ONE.vault().encryptText(new Subject(tenant, new UUID(2, 2), Purpose.SERVICE), PLACE, "x");
        assertThatThrownBy(() -> ONE.vault().decrypt(subject, PLACE, foreign)).isInstanceOf(UnreadableCiphertext.class);
        assertThat(versions(subject)).isEmpty();
    }

    @Test
    void forgetsAKeyWhoseTransactionRolledBack() {
        List<byte[]> lost = new ArrayList<>();
        assertThatThrownBy(() -> ONE.transactions().run(tenant, () -> {
                    lost.add(ONE.vault().encryptText(subject, PLACE, "never"));
                    assertThat(ONE.vault().decryptText(subject, PLACE, lost.getFirst()))
                            .isEqualTo("never");
                    throw new IllegalArgumentException("the caller's failure");
                }))
                .hasMessage("the caller's failure");
        assertThat(versions(subject)).isEmpty();
        byte[] kept = ONE.vault().encryptText(subject, PLACE, "kept");
        assertThat(OTHER.vault().decryptText(subject, PLACE, kept)).isEqualTo("kept");
        assertThatThrownBy(() -> ONE.vault().decrypt(subject, PLACE, lost.getFirst()))
                .isInstanceOf(UnreadableCiphertext.class);
    }

    @Test
    void keepsAKeyToItsTransactionUntilThatCommits() throws Exception {
        List<byte[]> sealed = new ArrayList<>();
        try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
            ONE.transactions().run(tenant, () -> {
                sealed.add(ONE.vault().encryptText(subject, PLACE, "early"));
                assertThat(ONE.vault().decryptText(subject, PLACE, sealed.getFirst()))
                        .isEqualTo("early");
                Future<Boolean> opened = elsewhere.submit(() -> opens(sealed.getFirst()));
                assertThat(get(opened))
                        .as("another thread while the transaction is open")
                        .isFalse();
            });
            assertThat(get(elsewhere.submit(() -> opens(sealed.getFirst())))).isTrue();
        }
    }

    @Test
    void opensTheKeyOfACommittedTransactionWithoutReadingItAgain() {
        ONE.transactions().in(tenant, () -> ONE.vault().encryptText(subject, PLACE, "x"));
        superuser.update("delete from vault.data_key where tenant_id = ?", tenant.value());
        assertThat(ONE.vault().encryptText(subject, PLACE, "the key is open")).isNotEmpty();
        assertThat(versions(subject)).isEmpty();
    }

    @Test
    void makesTheKeyAgainAfterTheSavepointThatHeldItIsRolledBack() {
        Subject before = new Subject(tenant, new UUID(2, 2), Purpose.SERVICE);
        List<byte[]> sealed = new ArrayList<>();
        ONE.transactions().run(tenant, () -> {
            byte[] kept = ONE.vault().encryptText(before, PLACE, "kept");
            assertThatThrownBy(() -> nested().executeWithoutResult(status -> {
                        ONE.vault().encryptText(subject, PLACE, "gone with the savepoint");
                        throw new IllegalArgumentException("half of the work");
                    }))
                    .hasMessage("half of the work");
            assertThat(ONE.vault().decryptText(before, PLACE, kept)).isEqualTo("kept");
            sealed.add(ONE.vault().encryptText(subject, PLACE, "again"));
            sealed.add(ONE.vault().encryptText(before, PLACE, "again"));
        });
        assertThat(OTHER.vault().decryptText(subject, PLACE, sealed.get(0))).isEqualTo("again");
        assertThat(OTHER.vault().decryptText(before, PLACE, sealed.get(1))).isEqualTo("again");
        assertThat(versions(subject)).containsExactly(1);
    }

    @Test
    void keepsNothingThatASavepointBroughtBackWhenTheWholeRollsBack() {
        Subject before = new Subject(tenant, new UUID(2, 2), Purpose.SERVICE);
        assertThatThrownBy(() -> ONE.transactions().run(tenant, () -> {
                    ONE.vault().encryptText(before, PLACE, "x");
                    assertThatThrownBy(() -> nested().executeWithoutResult(status -> {
                                throw new IllegalArgumentException("half");
                            }))
                            .hasMessage("half");
                    ONE.vault().encryptText(before, PLACE, "read again, still not committed");
                    throw new IllegalArgumentException("whole");
                }))
                .hasMessage("whole");
        byte[] sealed = ONE.vault().encryptText(before, PLACE, "fresh");
        assertThat(OTHER.vault().decryptText(before, PLACE, sealed)).isEqualTo("fresh");
        assertThat(versions(before)).containsExactly(1);
    }

    @Test
    void findsAVersionThatAnotherInstanceMadeSince() {
        Subject own = Subject.ofTenant(tenant);
        byte[] old = ONE.vault().encryptText(own, PLACE, "old");
        try (VaultInstance later = new VaultInstance(DATABASE, KEY_FILE, in(Duration.ofDays(8)))) {
            byte[] young = later.vault().encryptText(own, PLACE, "young");
            assertThat(young[4]).as("key version").isEqualTo((byte) 2);
            assertThat(later.vault().decryptText(own, PLACE, old)).isEqualTo("old");
            assertThat(ONE.vault().decryptText(own, PLACE, young)).isEqualTo("young");
        }
    }

    @Test
    void renewsTheTenantsOwnKeyAfterAWeekAndNoOthers() {
        Subject own = Subject.ofTenant(tenant);
        ONE.vault().encryptText(own, PLACE, "x");
        ONE.vault().encryptText(subject, PLACE, "x");
        try (VaultInstance later = new VaultInstance(DATABASE, KEY_FILE, in(Duration.ofDays(6)))) {
            later.vault().encryptText(own, PLACE, "x");
        }
        assertThat(versions(own)).containsExactly(1);
        try (VaultInstance later = new VaultInstance(DATABASE, KEY_FILE, in(Duration.ofDays(8)))) {
            later.vault().encryptText(own, PLACE, "x");
            later.vault().encryptText(own, PLACE, "x");
            later.vault().encryptText(subject, PLACE, "x");
        }
        assertThat(versions(own)).containsExactly(1, 2);
        assertThat(versions(subject)).containsExactly(1);
    }

    @Test
    void countsKeysAndCacheHits() {
        double before = ONE.counter("flowlet.vault.keys.made", "kind", "tenant");
        double hits = hits();
        ONE.vault().encryptText(subject, PLACE, "x");
        ONE.vault().encryptText(subject, PLACE, "x");
        assertThat(ONE.counter("flowlet.vault.keys.made", "kind", "tenant")).isEqualTo(before + 1);
        assertThat(hits()).isEqualTo(hits + 1);
        assertThat(ONE.meters
                        .get("cache.size")
                        .tag("cache", "flowlet.vault.data_keys")
                        .gauge()
                        .value())
                .isPositive();
    }

    private double hits() {
        return ONE.meters
                .get("cache.gets")
                .tag("cache", "flowlet.vault.data_keys")
                .tag("result", "hit")
                .functionCounter()
                .count();
    }

    private static double made() {
        return ONE.counter("flowlet.vault.keys.made", "kind", "data")
                + OTHER.counter("flowlet.vault.keys.made", "kind", "data");
    }

    private static VaultInstance instance(int number) {
        return number % 2 == 0 ? ONE : OTHER;
    }

    private static TransactionTemplate nested() {
        TransactionTemplate nested = new TransactionTemplate(ONE.bean(JdbcTransactionManager.class));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return nested;
    }

    private static Clock in(Duration time) {
        return Clock.fixed(Instant.now().plus(time), ZoneOffset.UTC);
    }

    private boolean opens(byte[] sealed) {
        try {
            ONE.vault().decrypt(subject, PLACE, sealed);
            return true;
        } catch (UnreadableCiphertext e) {
            return false;
        }
    }

    private void assertOneKeyThatOpens(List<byte[]> sealed) {
        assertThat(versions(subject)).containsExactly(1);
        assertThat(superuser.queryForList(
                        "select version from vault.tenant_key where tenant_id = ?", Integer.class, tenant.value()))
                .containsExactly(1);
        assertThat(sealed).hasSize(THREADS).allSatisfy(bytes -> {
            assertThat(ONE.vault().decryptText(subject, PLACE, bytes)).isEqualTo("same");
            assertThat(OTHER.vault().decryptText(subject, PLACE, bytes)).isEqualTo("same");
        });
    }

    private List<Integer> versions(Subject whose) {
        return superuser.queryForList(
                "select version from vault.data_key where tenant_id = ? and subject = ? order by version",
                Integer.class,
                whose.tenant().value(),
                whose.id());
    }

    private interface Work {
        byte[] run(int number);
    }

    private static List<byte[]> inParallel(Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            calls.add(() -> {
                start.await(30, TimeUnit.SECONDS);
                return work.run(number);
            });
        }
        List<byte[]> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<byte[]> result : threads.invokeAll(calls)) {
                results.add(result.get(60, TimeUnit.SECONDS));
            }
        }
        return results;
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
