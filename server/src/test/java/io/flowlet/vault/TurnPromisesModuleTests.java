package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.testing.TestVault;
import io.flowlet.vault.EpochTurns.Demand;
import io.flowlet.vault.EpochTurns.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** That a destruction is made final whatever happens to the tenant's key before, and that nothing living is lost for it. */
class TurnPromisesModuleTests extends TurningVault {
    @Test
    void aRenewalOfTheTenantsKeyDoesNotMakeTheNextTurnForgetADestruction() {
        byte[] erased = encrypt(person(1), "ada@example.org");
        byte[] living = encrypt(person(2), "grace@example.org");
        copy("yesterday");
        destroy(person(1));
        turns().renew(TENANT, version -> {});
        turns().renew(TENANT, version -> {});

        clock.advance(Duration.ofHours(25));
        turnInTwoSteps();

        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(2), PLACE, living)).isEqualTo("grace@example.org");
        }
        putBack("yesterday");
        try (VaultInstance restored = new VaultInstance(database, keyFile, clock)) {
            assertThatThrownBy(() -> restored.vault().decrypt(person(1), PLACE, erased))
                    .isInstanceOf(DamagedKey.class);
        }
    }

    @Test
    void aRenewalRemembersUpToWhichVersionKeysWereDestroyed() {
        byte[] before = encrypt(person(1), "before");
        destroy(person(1));
        turns().renew(TENANT, version -> {});
        byte[] after = encrypt(person(1), "after");
        assertThat(before[4]).isEqualTo((byte) 1);
        assertThat(after[4]).as("version of the data key").isEqualTo((byte) 2);
    }

    @Test
    void aDestructionThatWaitsForARenewalMarksTheVersionThatTheRenewalMade() throws Exception {
        encrypt(person(1), "x");
        try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
            Future<?> destruction = instance.transactions().in(TENANT, () -> {
                // as a renewal does; the key itself is of no matter here
                instance.jdbc().queryForList("select from vault.tenant_key where tenant_id = 1 for no key update");
                instance.jdbc().update("""
                        insert into vault.tenant_key (tenant_id, version, epoch, wrapped, created_at)
                        select tenant_id, 2, epoch, wrapped, created_at from vault.tenant_key where tenant_id = 1
                        """);
                Future<?> waiting = elsewhere.submit(() -> destroy(person(1)));
                assertThat(somebodyWaits()).isTrue();
                return waiting;
            });
            destruction.get(10, TimeUnit.SECONDS);
        }
        assertThat(superuser.queryForList("""
                select version from vault.tenant_key
                where tenant_id = 1 and key_destroyed_at is not null and destroyed_version = 1 order by version
                """, Integer.class))
                .as("all that the destroyed key may have been below")
                .containsExactly(1, 2);
    }

    /** Looks for five seconds whether a statement waits for a lock in this database. */
    private boolean somebodyWaits() {
        for (int look = 0; look < 100; look++) {
            if (count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0) {
                return true;
            }
            sleep();
        }
        return false;
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theOldEpochsKeyStaysForAQuarterOfAnHour() {
        byte[] living = encrypt(person(1), "living");
        assertThat(turns().turn(new Demand(false, false), witness, quietly())).isEqualTo(Outcome.EMPTIED);
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key");
        clock.advance(Duration.ofMinutes(14));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.EMPTIED);
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key");
        clock.advance(Duration.ofMinutes(1));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(seen).containsExactly("opened 2 demand", "emptied 1", "destroyed 1");
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.NOT_DUE);
        assertThat(instance.vault().decryptText(person(1), PLACE, living)).isEqualTo("living");
    }

    @Test
    void aReplicaThatTakesOverWithoutTheTurnsCommitsLosesNothing() {
        byte[] living = encrypt(person(1), "living");
        copy("replica", 0);
        assertThat(turns().turn(new Demand(true, false), witness, quietly())).isEqualTo(Outcome.EMPTIED);
        clock.advance(Duration.ofMinutes(14));
        putBack("replica", 0);
        superuser.update("delete from vault.epoch where number = 2");
        superuser.update("update vault.epoch set emptied_at = null");

        try (VaultInstance after = new VaultInstance(database, keyFile, clock)) {
            assertThat(after.vault().decryptText(person(1), PLACE, living)).isEqualTo("living");
            assertThat(after.bean(EpochTurns.class).turn(new Demand(true, false), witness, quietly()))
                    .isEqualTo(Outcome.EMPTIED);
            assertThat(after.vault().decryptText(person(1), PLACE, living)).isEqualTo("living");
        }
    }

    @Test
    void whenKeysAreBelowTheOldEpochAgainThenItsKeyStaysAndTheWaitBeginsAnew() {
        byte[] living = encrypt(person(1), "living");
        copy("before");
        assertThat(turns().turn(new Demand(false, false), witness, quietly())).isEqualTo(Outcome.EMPTIED);
        putBack("before");
        clock.advance(Duration.ofMinutes(15));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.EMPTIED);
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key");
        assertThat(tenantKeys()).containsExactly("1 v1 e2");
        clock.advance(Duration.ofMinutes(15));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        try (VaultInstance fresh = new VaultInstance(database, keyFile, clock)) {
            assertThat(fresh.vault().decryptText(person(1), PLACE, living)).isEqualTo("living");
        }
    }

    @Test
    void theOldEpochsKeyStaysWhileTheNewOnesFileCannotBeRead() throws IOException {
        byte[] living = encrypt(person(1), "living");
        turns().turn(new Demand(false, false), witness, quietly());
        Path file = TestVault.keyStore(keyFile).resolve("epoch-000002.key");
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        clock.advance(Duration.ofMinutes(15));
        assertThat(turns().turnIfDue(witness))
                .as("this instance has the key in memory, but nobody else")
                .isEqualTo(Outcome.UNFINISHED);
        assertThat(files()).containsExactly("epoch-000001.key");
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(files()).containsExactly("epoch-000002.key");
        assertThat(instance.vault().decryptText(person(1), PLACE, living)).isEqualTo("living");
    }

    @Test
    void aTurnOnDemandDoesNotWaitForTheOneBefore() {
        encrypt(person(1), "x");
        assertThat(turns().turn(new Demand(false, false), witness, quietly())).isEqualTo(Outcome.EMPTIED);
        clock.advance(Duration.ofMinutes(5));
        assertThat(turns().turn(new Demand(false, false), witness, quietly())).isEqualTo(Outcome.EMPTIED);
        assertThat(files()).containsExactly("epoch-000001.key", "epoch-000002.key", "epoch-000003.key");
        clock.advance(Duration.ofMinutes(10));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.EMPTIED);
        assertThat(files()).as("each after its own wait").containsExactly("epoch-000002.key", "epoch-000003.key");
        clock.advance(Duration.ofMinutes(5));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(files()).containsExactly("epoch-000003.key");
    }

    @Test
    void nothingIsPromisedWhileATurnIsOverdue() {
        KeyErasure erasure = instance.bean(KeyErasure.class);
        encrypt(person(1), "x");
        destroy(person(1));
        turns().turn(new Demand(false, false), witness, quietly());
        assertThat(finalAt(1)).isEqualTo(clock.instant().plus(Duration.ofMinutes(75)));
        assertThat(finalAt(2)).isAfter(clock.instant().plus(Duration.ofHours(24)));
        clock.advance(Duration.ofMinutes(76));
        assertThat(erasure.finalAt(TENANT, 1)).isEmpty();
        assertThat(erasure.finalAt(TENANT, 2))
                .as("the next turn begins after it")
                .isEmpty();
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
        assertThat(finalAt(1)).as("when it was").isEqualTo(clock.instant());
        assertThat(finalAt(2)).isAfter(clock.instant());
    }
}
