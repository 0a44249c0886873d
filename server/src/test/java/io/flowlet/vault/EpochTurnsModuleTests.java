package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.vault.EpochTurns.Outcome;
import io.flowlet.vault.internal.EarlierKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a turn of the epoch does to keys, and to old copies of them. */
class EpochTurnsModuleTests extends TurningVault {
    @Test
    void makesAnErasureFinalForOldCopiesOfTheWholeVaultAndNothingElse() {
        byte[] erased = encrypt(person(1), "ada@example.org");
        byte[] living = encrypt(person(2), "grace@example.org");
        byte[] elsewhere = encrypt(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), "alan@example.org");
        copy("yesterday");

        destroy(person(1));
        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.TURNED);

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
        turns().turn(NOW, witness, quietly());
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
        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.TURNED);
        assertThat(tenantKeys()).containsExactly("1 v2 e2", "2 v1 e2");
        assertThat(count("vault.tenant_key where key_destroyed_at is not null")).isZero();
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(seen).containsExactly("opened 2 demand", "emptied 1", "destroyed 1");
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
        assertThat(turns().turn(NOW_ALL, witness, (tenant, tenants, keys) -> shown.add(keys)))
                .isEqualTo(Outcome.TURNED);
        assertThat(tenantKeys()).containsExactly("1 v2 e2", "2 v2 e2");
        assertThat(seen).containsExactly("opened 2 demand renewing all", "emptied 1", "destroyed 1");
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
        assertThat(turns().renew(TENANT, version -> {})).isOne();
        assertThat(tenantKeys()).containsExactly("1 v2 e1", "2 v1 e1");
        assertThat(instance.vault().decryptText(person(1), PLACE, mine)).isEqualTo("mine");
    }

    @Test
    void isDueWhenAKeyWasDestroyedAndTheEpochIsOverOrTheEpochIsNinetyDaysOld() {
        encrypt(person(1), "x");
        clock.advance(Duration.ofHours(25));
        assertThat(turns().turnIfDue(witness)).as("nothing destroyed").isEqualTo(Outcome.NOT_DUE);
        destroy(person(1));
        turnInTwoSteps();
        encrypt(person(1), "x");
        destroy(person(1));
        clock.advance(Duration.ofHours(23));
        assertThat(turns().turnIfDue(witness)).as("not over").isEqualTo(Outcome.NOT_DUE);
        clock.advance(Duration.ofHours(1));
        turnInTwoSteps();
        clock.advance(Duration.ofDays(89));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.NOT_DUE);
        clock.advance(Duration.ofDays(1));
        turnInTwoSteps();
        assertThat(seen.stream().filter(what -> !what.startsWith("emptied")))
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
            return finalAt(1);
        });
        assertThat(early).isEqualTo(clock.instant().plus(Duration.ofHours(24).plusMinutes(76)));
        clock.advance(Duration.ofHours(24).plusMinutes(1));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.EMPTIED);
        assertThat(finalAt(1)).as("while the turn is on").isBeforeOrEqualTo(early);
        clock.advance(Duration.ofMinutes(15));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(finalAt(1)).as("when it was").isEqualTo(clock.instant());
        assertThat(clock.instant()).isBefore(early);
        encrypt(person(2), "x");
        clock.advance(Duration.ofDays(3));
        destroy(person(2));
        assertThat(erasure.epoch(TENANT)).isEqualTo(2);
        assertThat(finalAt(2))
                .as("an epoch that is over turns as soon as there is a reason")
                .isBefore(clock.instant().plus(Duration.ofHours(2)));
        clock.advance(Duration.ofHours(2));
        assertThat(erasure.finalAt(TENANT, 2))
                .as("nobody has turned: is it still so?")
                .isEmpty();
        turnInTwoSteps();
        assertThat(finalAt(2)).isEqualTo(clock.instant());
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
        for (int chunks = 0; outcome != Outcome.EMPTIED; chunks++) {
            assertThat(chunks).as("a turn of three chunks").isLessThan(20);
            int left = chunks;
            outcome = killedAfter(left);
            try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
                assertThat(fresh.vault().decryptText(person(1_300), PLACE, last))
                        .as("killed after %d chunks", left)
                        .isEqualTo("last");
            }
        }
        clock.advance(Duration.ofMinutes(15));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.NOT_DUE);
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(tenantKeys()).containsExactly("1 v2 e2");
        assertThat(count("vault.data_key where tenant_id = 1 and tenant_version <> 2"))
                .isZero();
        assertThat(seen)
                .as("one turn, whoever finished it")
                .containsExactly("opened 2 destruction", "emptied 1", "destroyed 1");
    }

    @Test
    void leavesTheTurnToTheInstanceThatIsAtItAndTakesOverFromADeadOne() {
        encrypt(person(1), "x");
        superuser.update(
                "insert into vault.turn_lease (holder, held_until) values (gen_random_uuid(), ?::timestamptz)",
                clock.instant().plusSeconds(60).toString());
        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.BUSY);
        assertThat(seen).isEmpty();
        clock.advance(Duration.ofSeconds(61));
        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.TURNED);
    }

    @Test
    void keepsTheOldEpochWhileATenantCannotBeBroughtAlong() {
        byte[] quiet = encrypt(new Subject(QUIET, new UUID(0, 1), Purpose.SERVICE), "quiet");
        encrypt(person(1), "x");
        superuser.update("update vault.tenant_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
                + " where tenant_id = 1");
        assertThat(turns().turn(NOW, witness, quietly())).isEqualTo(Outcome.UNFINISHED);
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key");
        assertThat(tenantKeys()).containsExactly("1 v1 e1", "2 v1 e2");
        superuser.update("update vault.tenant_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
                + " where tenant_id = 1");
        assertThat(turns().turnIfDue(witness)).as("mended").isEqualTo(Outcome.EMPTIED);
        clock.advance(Duration.ofMinutes(15));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
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
        assertThatThrownBy(() -> instance.transactions().control(() -> turns().turn(NOW, witness, quietly())))
                .isInstanceOf(IllegalStateException.class);
    }
}
