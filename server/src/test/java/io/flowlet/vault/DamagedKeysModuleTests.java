package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowlet.actor.Purpose;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.EpochTurns.Outcome;
import io.flowlet.vault.internal.SealingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** One key that does not open, and a turn that the erasures of everybody else wait for. */
class DamagedKeysModuleTests extends TurningVault {
    private static final Subject NEIGHBOUR = new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE);

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.flowlet.vault.internal.Rewrap");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    static Stream<Subject> subjects() {
        return Stream.of(Subject.ofTenant(TENANT), person(1));
    }

    @Test
    void oneDataKeyThatOpensShowsThatTheTenantsIsTheRightOneHoweverManyWereAltered() {
        for (int i = 1; i <= 1_101; i++) {
            encrypt(person(i), "of person " + i);
        }
        byte[] last = encrypt(person(1_101), "1101");
        superuser.update(
                "update vault.data_key set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)"
                        + " where tenant_id = ? and subject <> ?",
                TENANT.value(),
                person(1_101).id());
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.bean(EpochTurns.class).turn(NOW_ALL, witness, quietly()))
                    .as("none of them keeps the old epoch's key alive")
                    .isEqualTo(Outcome.TURNED);
            assertThat(fresh.vault().decryptText(person(1_101), PLACE, last)).isEqualTo("1101");
            assertThat(fresh.vault().encryptText(person(1), PLACE, "anew"))
                    .as("the last hundred are looked at, too")
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void aDamagedVersionOfADataKeyCostsWhatItEncryptedAndNoMore(Subject subject) {
        encrypt(person(9), "another's key, by which the tenant's is known to be the right one");
        List<byte[]> sealed = new ArrayList<>(List.of(encrypt(subject, "1")));
        for (int version = 1; version <= 2; version++) {
            flip(subject, version);
            sealed.add(sealedWithout(sealed, subject, version + 1, version));
            flip(subject, version);
        }

        flip(subject, 1);
        sealedWithout(sealed, subject, 3, 1);
        flip(subject, 1);

        flip(subject, 3);
        sealed.add(sealedWithout(sealed, subject, 4, 3));
        flip(subject, 3);

        for (int version = 1; version <= 4; version++) {
            flip(subject, version);
        }
        sealed.add(sealedWithout(sealed, subject, 5, 1, 2, 3, 4));
        for (int version = 1; version <= 4; version++) {
            flip(subject, version);
        }
        sealedWithout(sealed, subject, 5);
    }

    /** Opens all of {@code sealed}, one for each version, but those of {@code damaged} versions, and seals with {@code newest}. */
    private byte[] sealedWithout(List<byte[]> sealed, Subject subject, int newest, Integer... damaged) {
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            for (int version = 1; version <= sealed.size(); version++) {
                byte[] bytes = sealed.get(version - 1);
                assertThat(SealingKey.idOf(bytes)).isEqualTo(version);
                if (List.of(damaged).contains(version)) {
                    assertThatThrownBy(() -> fresh.vault().decryptText(subject, PLACE, bytes))
                            .isInstanceOf(DamagedKey.class)
                            .hasMessageContaining("version " + version);
                } else {
                    assertThat(fresh.vault().decryptText(subject, PLACE, bytes)).isEqualTo("" + version);
                }
            }
            double counted = fresh.counter("flowlet.vault.keys.damaged", "kind", "data");
            assertThat(counted > 0).as("counted").isEqualTo(damaged.length > 0);
            byte[] anew = fresh.vault().encryptText(subject, PLACE, "" + newest);
            assertThat(SealingKey.idOf(anew)).isEqualTo(newest);
            assertThat(fresh.vault().decryptText(subject, PLACE, anew)).isEqualTo("" + newest);
            assertThat(SealingKey.idOf(fresh.vault().encryptText(subject, PLACE, "again")))
                    .as("one new version is enough")
                    .isEqualTo(newest);
            return anew;
        }
    }

    @Test
    void aDamagedDataKeyIsNamedCountedAndLeftBehind() {
        byte[] living = encrypt(person(1), "living");
        byte[] damaged = encrypt(person(2), "damaged");
        encrypt(person(3), "erased");
        destroy(person(3));
        flip("vault.data_key where subject = '00000000-0000-0000-0000-000000000002'");
        Long before = count("vault.data_key where tenant_id = 1");

        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.TURNED);

        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(tenantKeys()).containsExactly("1 v2 e2");
        assertThat(count("vault.data_key where tenant_id = 1"))
                .as("its row stays")
                .isEqualTo(before);
        assertThat(instance.counter("flowlet.vault.keys.damaged", "kind", "data"))
                .isOne();
        assertThat(instance.meters.counter("flowlet.vault.keys.rewrapped").count())
                .isOne();
        assertThat(logged())
                .containsExactly("the data key of tenant 1, subject "
                        + person(2).id() + ", purpose service, version 1 does not open and is left behind");
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(1), PLACE, living)).isEqualTo("living");
            assertThatThrownBy(() -> fresh.vault().decrypt(person(2), PLACE, damaged))
                    .isInstanceOf(DamagedKey.class);
        }
        assertThat(turns().turn(NOW_ALL, witness, quietly())).isEqualTo(Outcome.TURNED);
        assertThat(logged()).as("once a turn").hasSize(2);
    }

    @Test
    void aDamagedSecretIsLeftBehind() {
        index();
        flip("vault.tenant_secret where tenant_id = 1");
        assertThat(turns().turn(NOW_ALL, witness, quietly())).isEqualTo(Outcome.TURNED);
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(instance.counter("flowlet.vault.keys.damaged", "kind", "secret"))
                .isOne();
        assertThat(logged())
                .containsExactly("the secret of tenant 1 for blind_index, version 1 does not open and is left behind");
    }

    @Test
    void aDamagedTenantKeyIsWaitedForForADayAndThenGivenUp() {
        byte[] lost = encrypt(person(1), "lost");
        byte[] neighbour = encrypt(NEIGHBOUR, "neighbour");
        flip("vault.tenant_key where tenant_id = 1");
        clock.advance(Duration.ofHours(24));
        encrypt(new Subject(QUIET, new UUID(0, 2), Purpose.SERVICE), "x");
        destroy(new Subject(QUIET, new UUID(0, 2), Purpose.SERVICE));

        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.UNFINISHED);
        assertThat(instance.counter("flowlet.vault.keys.damaged", "kind", "tenant"))
                .isOne();
        clock.advance(Duration.ofHours(24).minusMinutes(1));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.UNFINISHED);
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key");
        assertThat(instance.bean(KeyErasure.class).finalAt(QUIET, 1))
                .as("overdue")
                .isEmpty();
        assertThat(instance.counter("flowlet.vault.keys.damaged", "kind", "tenant"))
                .as("found once")
                .isOne();

        clock.advance(Duration.ofMinutes(1));
        turnInTwoSteps();

        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(seen).contains("gave up tenant 1's key v1");
        assertThat(finalAt(1)).isEqualTo(clock.instant());
        assertThat(tenantKeys()).containsExactly("1 v2 e2", "2 v2 e2");
        assertThat(logged())
                .containsExactly("1 data keys of tenant 1 are left behind with the tenant's key that was given up");
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(NEIGHBOUR, PLACE, neighbour)).isEqualTo("neighbour");
            assertThatThrownBy(() -> fresh.vault().decrypt(person(1), PLACE, lost))
                    .isInstanceOf(DamagedKey.class);
            byte[] anew = fresh.vault().encryptText(person(2), PLACE, "the tenant goes on");
            assertThat(fresh.vault().decryptText(person(2), PLACE, anew)).isEqualTo("the tenant goes on");
        }
    }

    @Test
    void whatWasGivenUpTellsNothingAboutTheKeysAfterIt() {
        for (int number = 1; number <= 3; number++) {
            encrypt(person(number), "lost");
        }
        index();
        flip("vault.tenant_key where tenant_id = 1");
        assertThat(turns().turn(NOW_ALL, witness, quietly())).isEqualTo(Outcome.UNFINISHED);
        clock.advance(Duration.ofHours(24));
        turnInTwoSteps();
        assertThat(count("vault.data_key where left_behind_at is not null")).isEqualTo(3);

        assertThat(turns().turn(NOW_ALL, witness, quietly())).isEqualTo(Outcome.TURNED);
        assertThat(turns().turn(NOW_ALL, witness, quietly())).isEqualTo(Outcome.TURNED);

        assertThat(seen).filteredOn(what -> what.startsWith("gave up")).containsExactly("gave up tenant 1's key v1");
        assertThat(count("vault.tenant_key where damaged_at is not null")).isZero();
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            byte[] anew = fresh.vault().encryptText(person(1), PLACE, "the person goes on");
            assertThat(SealingKey.idOf(anew)).isEqualTo(2);
            assertThat(turns().turn(NOW_ALL, witness, quietly())).isEqualTo(Outcome.TURNED);
            assertThat(fresh.vault().decryptText(person(1), PLACE, anew)).isEqualTo("the person goes on");
        }
    }

    @Test
    void aTenantKeyThatIsRestoredWithinTheDayLosesNothing() {
        byte[] mine = encrypt(person(1), "mine");
        flip("vault.tenant_key where tenant_id = 1");
        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.UNFINISHED);
        assertThat(count("vault.tenant_key where damaged_at is not null")).isOne();
        clock.advance(Duration.ofHours(23));
        flip("vault.tenant_key where tenant_id = 1");
        turnInTwoSteps();
        assertThat(count("vault.tenant_key where damaged_at is not null")).isZero();
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(1), PLACE, mine)).isEqualTo("mine");
        }
    }

    @Test
    void whenAKeyIsRestoredLateButBeforeTheTurnSeesItThenNothingIsLost() {
        byte[] mine = encrypt(person(1), "mine");
        flip("vault.tenant_key where tenant_id = 1");
        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.UNFINISHED);
        clock.advance(Duration.ofDays(2));
        flip("vault.tenant_key where tenant_id = 1");
        turnInTwoSteps();
        assertThat(seen).noneMatch(what -> what.startsWith("gave up"));
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(1), PLACE, mine)).isEqualTo("mine");
        }
    }

    @Test
    void aKeyWhoseParentCannotBeReadJustNowIsNotDamagedHoweverLongThatLasts() throws IOException {
        byte[] mine = encrypt(person(1), "mine");
        destroy(anotherOf(person(3)));
        clock.advance(Duration.ofHours(25));
        killedAfter(3); // when the platform's own key, without which no instance starts, is below the new epoch
        Path file = TestVault.keyStore(keyFile).resolve("epoch-000001.key");
        mode(file, "rw-r--r--");
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.bean(EpochTurns.class).turnIfDue(witness)).isEqualTo(Outcome.UNFINISHED);
            clock.advance(Duration.ofDays(3));
            assertThat(fresh.bean(EpochTurns.class).turnIfDue(witness)).isEqualTo(Outcome.UNFINISHED);
            assertThat(count("vault.tenant_key where damaged_at is not null")).isZero();
            mode(file, "rw-------");
            assertThat(fresh.bean(EpochTurns.class).turnIfDue(witness)).isEqualTo(Outcome.EMPTIED);
            assertThat(fresh.vault().decryptText(person(1), PLACE, mine)).isEqualTo("mine");
        }
    }

    @Test
    void aTenantKeyThatOpensItselfButNothingBelowItIsWaitedForToo() {
        byte[] mine = encrypt(person(1), "mine");
        encrypt(person(2), "x");
        copy("before");
        superuser.update("delete from vault.data_key where tenant_id = 1");
        superuser.update("delete from vault.tenant_key where tenant_id = 1");
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            fresh.vault().encryptText(person(1), PLACE, "a key of the same tenant and version, but another one");
        }
        superuser.update("delete from vault.data_key where tenant_id = 1");
        superuser.update("insert into vault.data_key select * from public.before_data_key");
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThatThrownBy(() -> fresh.vault().encryptText(person(1), PLACE, "would hide that it is another key"))
                    .isInstanceOf(DamagedKey.class)
                    .hasMessageContaining("the key of tenant 1, version 1");
        }

        assertThat(turns().turn(NOW_ALL, witness, quietly())).isEqualTo(Outcome.UNFINISHED);
        assertThat(count("vault.tenant_key where damaged_at is not null")).isOne();
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key");
        clock.advance(Duration.ofHours(23));
        superuser.update("""
                update vault.tenant_key k set wrapped = b.wrapped from public.before_tenant_key b
                where k.tenant_id = b.tenant_id and k.version = b.version
                """);
        turnInTwoSteps();
        assertThat(logged()).isEmpty();
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(1), PLACE, mine)).isEqualTo("mine");
        }
    }

    @Test
    void aRenewalOfATenantWhoseKeyDoesNotOpenIsRefusedAndChangesNothing() {
        encrypt(person(1), "x");
        flip("vault.tenant_key where tenant_id = 1");
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            EpochTurns turns = fresh.bean(EpochTurns.class);
            assertThatThrownBy(() -> turns.renew(TENANT, version -> {})).isInstanceOf(DamagedKey.class);
        }
        assertThat(tenantKeys()).containsExactly("1 v1 e1");
    }

    private Subject anotherOf(Subject subject) {
        encrypt(subject, "x");
        return subject;
    }

    private void flip(Subject subject, int version) {
        flip("vault.data_key where tenant_id = 1 and subject = '%s' and version = %d".formatted(subject.id(), version));
    }

    /** Damages a key, or mends it again. */
    private void flip(String row) {
        assertThat(superuser.update("update %s"
                        .formatted(row.replace(
                                " where", " set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where"))))
                .isOne();
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
