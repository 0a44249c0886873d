package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.testing.SettableClock;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.EpochTurns.Outcome;
import io.flowlet.vault.EpochTurns.Reason;
import io.flowlet.vault.internal.EarlierKeys;
import io.flowlet.vault.internal.EpochTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a turn of the epoch does to keys, and to old copies of them. */
class EpochTurnsModuleTests {
    private static final Place PLACE = new Place("subscribers.subscriber", "email", new UUID(7, 7));
    private static final TenantId TENANT = new TenantId(1);
    private static final TenantId QUIET = new TenantId(2);

    private final TestDatabase database = TestDatabase.create();
    private final Path keyFile = TestVault.newMasterKeyFile();
    private final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
    private final SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    private final List<String> seen = new ArrayList<>();
    private final EpochTurns.Witness witness = new EpochTurns.Witness() {
        @Override
        public void opened(int number, Reason reason, boolean renewsAll) {
            seen.add("opened %d %s%s".formatted(number, reason.code(), renewsAll ? " renewing all" : ""));
        }

        @Override
        public void destroyed(int number) {
            seen.add("destroyed " + number);
        }
    };
    private VaultInstance instance;

    @BeforeEach
    void start() {
        instance = new VaultInstance(database, keyFile, clock);
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void makesAnErasureFinalForOldCopiesOfTheWholeVaultAndNothingElse() {
        byte[] erased = encrypt(person(1), "ada@example.org");
        byte[] living = encrypt(person(2), "grace@example.org");
        byte[] elsewhere = encrypt(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), "alan@example.org");
        copy("yesterday");

        destroy(person(1));
        assertThat(turns().turn(false, witness, quietly())).isEqualTo(Outcome.TURNED);

        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(2), PLACE, living)).isEqualTo("grace@example.org");
            assertThat(fresh.vault().decryptText(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), PLACE, elsewhere))
                    .isEqualTo("alan@example.org");
            assertThatThrownBy(() -> fresh.vault().decrypt(person(1), PLACE, erased))
                    .isInstanceOf(UnreadableCiphertext.class);
        }
        putBack("yesterday");
        try (VaultInstance restored = new VaultInstance(database, keyFile, clock)) {
            // the rows are there again, and the key that wrapped them is not
            assertThat(count("vault.data_key where tenant_id = 1 and subject = '00000000-0000-0000-0000-000000000001'"))
                    .isOne();
            assertThatThrownBy(() -> restored.vault().decrypt(person(1), PLACE, erased))
                    .isInstanceOf(DamagedKey.class);
        }
    }

    @Test
    void refusesToStartWithYesterdaysWholeDatabase() {
        encrypt(person(1), "ada@example.org");
        superuser.execute("create table public.yesterday_epoch as select * from vault.epoch");
        destroy(person(1));
        turns().turn(false, witness, quietly());
        superuser.update("delete from vault.epoch");
        superuser.update("insert into vault.epoch select * from public.yesterday_epoch");
        assertThatThrownBy(() -> new VaultInstance(database, keyFile, clock))
                .rootCause()
                .isInstanceOf(KeyStoreRefused.class)
                .hasMessageContaining("epoch-000001.key is missing")
                .hasMessageContaining("restore the key store from its backup");
    }

    @Test
    void renewsTheKeyOfATenantWithADestructionAndCarriesTheOthers() {
        encrypt(person(1), "x");
        encrypt(person(2), "x");
        encrypt(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), "x");
        destroy(person(1));
        assertThat(turns().turn(false, witness, quietly())).isEqualTo(Outcome.TURNED);
        assertThat(tenantKeys()).containsExactly("1 v2 e2", "2 v1 e2");
        assertThat(count("vault.tenant_key where key_destroyed_at is not null")).isZero();
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(seen).containsExactly("opened 2 demand", "destroyed 1");
        assertThat(instance.meters.counter("flowlet.vault.keys.rewrapped").count())
                .isOne();
        assertThat(instance.counter("flowlet.vault.keys.destroyed", "kind", "epoch"))
                .isOne();
    }

    @Test
    void renewsAllKeysOnDemand() {
        byte[] mine = encrypt(person(1), "mine");
        byte[] index = index();
        encrypt(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), "x");
        List<Long> shown = new ArrayList<>();
        assertThat(turns().turn(true, witness, (tenant, tenants, keys) -> shown.add(keys)))
                .isEqualTo(Outcome.TURNED);
        assertThat(tenantKeys()).containsExactly("1 v2 e2", "2 v2 e2");
        assertThat(seen).containsExactly("opened 2 demand renewing all", "destroyed 1");
        assertThat(shown).isNotEmpty().isSorted();
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(1), PLACE, mine)).isEqualTo("mine");
            assertThat(fresh.bean(BlindIndexes.class)
                            .of(TENANT, IndexInput.email("ada@example.org").orElseThrow())
                            .getFirst()
                            .bytes())
                    .isEqualTo(index);
        }
    }

    @Test
    void renewsTheKeyOfOneTenantAlone() {
        byte[] mine = encrypt(person(1), "mine");
        encrypt(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), "x");
        assertThat(turns().renew(TENANT)).isOne();
        assertThat(tenantKeys()).containsExactly("1 v2 e1", "2 v1 e1");
        assertThat(instance.vault().decryptText(person(1), PLACE, mine)).isEqualTo("mine");
    }

    @Test
    void isDueWhenAKeyWasDestroyedAndTheEpochIsOverOrTheEpochIsNinetyDaysOld() {
        encrypt(person(1), "x");
        clock.advance(Duration.ofHours(25));
        assertThat(turns().turnIfDue(witness)).as("nothing destroyed").isEqualTo(Outcome.NOT_DUE);
        destroy(person(1));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        encrypt(person(1), "x");
        destroy(person(1));
        clock.advance(Duration.ofHours(23));
        assertThat(turns().turnIfDue(witness)).as("not over").isEqualTo(Outcome.NOT_DUE);
        clock.advance(Duration.ofHours(1));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        clock.advance(Duration.ofDays(89));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.NOT_DUE);
        clock.advance(Duration.ofDays(1));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(seen)
                .containsExactly(
                        "opened 2 destruction",
                        "destroyed 1",
                        "opened 3 destruction",
                        "destroyed 2",
                        "opened 4 age renewing all",
                        "destroyed 3");
    }

    @Test
    void isFinalNoLaterThanWasSaid() {
        encrypt(person(1), "x");
        KeyErasure erasure = instance.bean(KeyErasure.class);
        Instant early = instance.transactions().in(TENANT, () -> {
            erasure.destroy(person(1));
            return erasure.finalAt(TENANT);
        });
        assertThat(early)
                .isBetween(
                        clock.instant().plus(Duration.ofHours(24)),
                        clock.instant().plus(Duration.ofHours(26)));
        clock.advance(Duration.ofHours(24).plusMinutes(1));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(clock.instant()).isBefore(early);
        clock.advance(Duration.ofDays(3));
        assertThat(erasure.finalAt(TENANT))
                .as("an epoch that is over turns as soon as there is a reason")
                .isBefore(clock.instant().plus(Duration.ofHours(2)));
    }

    @Test
    void goesOnWithATurnThatWasKilledAnywhere() throws IOException {
        for (int i = 1; i <= 1_200; i++) {
            encrypt(person(i), "x");
        }
        byte[] last = encrypt(person(1_300), "last");
        destroy(person(1));
        clock.advance(Duration.ofHours(25));
        // killed when the file was made but no row told of it, then after each chunk
        EarlierKeys.makeEpochFile(superuser, keyFile, 2);
        Outcome outcome = Outcome.UNFINISHED;
        for (int chunks = 0; outcome != Outcome.TURNED; chunks++) {
            assertThat(chunks).as("a turn of three chunks").isLessThan(20);
            int left = chunks;
            outcome = killedAfter(left);
            try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
                assertThat(fresh.vault().decryptText(person(1_300), PLACE, last))
                        .as("killed after %d chunks", left)
                        .isEqualTo("last");
            }
        }
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.NOT_DUE);
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(tenantKeys()).containsExactly("1 v2 e2");
        assertThat(count("vault.data_key where tenant_id = 1 and tenant_version <> 2"))
                .isZero();
        assertThat(seen).as("one turn, whoever finished it").containsExactly("opened 2 destruction", "destroyed 1");
    }

    /** A turn whose process dies after {@code chunks} steps, or that ends before. */
    private Outcome killedAfter(int chunks) {
        int[] left = {chunks};
        try (VaultInstance dying = new VaultInstance(database, keyFile, clock)) {
            return dying.bean(EpochTurn.class).ifDue(witness, (tenant, tenants, keys) -> {
                if (left[0]-- == 0) {
                    throw new Killed();
                }
            });
        } catch (Killed dead) {
            return Outcome.UNFINISHED;
        }
    }

    /** Not an exception that anything would handle. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void leavesTheTurnToTheInstanceThatIsAtItAndTakesOverFromADeadOne() {
        encrypt(person(1), "x");
        superuser.update(
                "insert into vault.turn_lease (holder, held_until) values (gen_random_uuid(), ?::timestamptz)",
                clock.instant().plusSeconds(60).toString());
        assertThat(turns().turn(false, witness, quietly())).isEqualTo(Outcome.BUSY);
        assertThat(seen).isEmpty();
        clock.advance(Duration.ofSeconds(61));
        assertThat(turns().turn(false, witness, quietly())).isEqualTo(Outcome.TURNED);
    }

    @Test
    void keepsTheOldEpochWhileATenantCannotBeBroughtAlong() {
        byte[] quiet = encrypt(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), "quiet");
        encrypt(person(1), "x");
        superuser.update("update vault.tenant_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
                + " where tenant_id = 1");
        assertThat(turns().turn(false, witness, quietly())).isEqualTo(Outcome.UNFINISHED);
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key");
        assertThat(tenantKeys()).containsExactly("1 v1 e1", "2 v1 e2");
        superuser.update("update vault.tenant_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
                + " where tenant_id = 1");
        assertThat(turns().turnIfDue(witness)).as("mended").isEqualTo(Outcome.TURNED);
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(instance.vault().decryptText(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), PLACE, quiet))
                .isEqualTo("quiet");
    }

    @Test
    void replacesKeysThatTheMasterKeyWrappedBeforeThereWereEpochs() {
        EarlierKeys.insertTenantKeyBelowMaster(superuser, keyFile, TENANT);
        byte[] before = encrypt(person(1), "before");
        assertThat(tenantKeys()).containsExactly("1 v1 enull");
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(tenantKeys()).containsExactly("1 v2 e1");
        assertThat(seen).as("no new epoch for that").isEmpty();
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(1), PLACE, before)).isEqualTo("before");
        }
    }

    @Test
    void isRefusedInsideATransaction() {
        assertThatThrownBy(() -> instance.transactions().control(() -> turns().turn(false, witness, quietly())))
                .isInstanceOf(IllegalStateException.class);
    }

    private EpochTurns turns() {
        return instance.bean(EpochTurns.class);
    }

    private byte[] encrypt(Subject subject, String text) {
        return instance.vault().encryptText(subject, PLACE, text);
    }

    private byte[] index() {
        return instance.bean(BlindIndexes.class)
                .of(TENANT, IndexInput.email("ada@example.org").orElseThrow())
                .getFirst()
                .bytes();
    }

    private void destroy(Subject subject) {
        assertThat(instance.transactions()
                        .in(
                                subject.tenant(),
                                () -> instance.bean(KeyErasure.class).destroy(subject)))
                .isOne();
    }

    private static Subject person(int number) {
        return new Subject(TENANT, new UUID(0, number), Purpose.SERVICE);
    }

    private static EpochTurns.Progress quietly() {
        return (tenant, tenants, keys) -> {};
    }

    private void copy(String name) {
        for (String table : List.of("tenant_key", "data_key", "tenant_secret")) {
            superuser.execute("create table public.%s_%s as select * from vault.%s where tenant_id > 0"
                    .formatted(name, table, table));
        }
    }

    private void putBack(String name) {
        for (String table : List.of("tenant_secret", "data_key", "tenant_key")) {
            superuser.execute("delete from vault.%s where tenant_id > 0".formatted(table));
        }
        for (String table : List.of("tenant_key", "data_key", "tenant_secret")) {
            superuser.execute("insert into vault.%s select * from public.%s_%s".formatted(table, name, table));
        }
    }

    private List<String> tenantKeys() {
        return superuser.query(
                "select tenant_id, version, epoch from vault.tenant_key where tenant_id > 0 order by 1, 2",
                (row, number) -> row.getInt(1) + " v" + row.getInt(2) + " e" + row.getString(3));
    }

    private Long count(String from) {
        return Objects.requireNonNull(superuser.queryForObject("select count(*) from " + from, Long.class));
    }

    private List<String> files() {
        try (var files = Files.list(TestVault.keyStore(keyFile))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
