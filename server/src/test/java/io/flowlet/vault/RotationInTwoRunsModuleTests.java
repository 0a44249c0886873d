package io.flowlet.vault;

import static io.flowlet.vault.RotatedRows.paid;
import static io.flowlet.vault.RotatedRows.pay;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.testing.SettableClock;
import io.flowlet.vault.DataRotation.Plan;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.DataRotation.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rotation rewrote, a later one removes: no earlier than every instance has forgotten the older versions, whatever it is set to. */
class RotationInTwoRunsModuleTests {
    private static final TenantId ONE = new TenantId(1);
    private static final UUID ADA = new UUID(1, 1);

    private final SettableClock clock = new SettableClock(Instant.now());
    private final RotatedRows rows = new RotatedRows(clock);

    @AfterEach
    void close() {
        rows.close();
    }

    @Test
    void anInstanceThatHoldsKeysOpenForLongerLosesNothing() {
        UUID first = pay(rows.app, ONE, ADA, "first");
        try (VaultInstance longer = rows.instance(Duration.ofHours(1))) {
            assertThat(paid(longer, ONE, first)).isEqualTo("first");
            Rotated rewritten = rotate(Way.BEGIN);
            assertThat(rewritten.total().removed()).isZero();
            assertThat(rewritten.removableFrom()).isPresent();
            assertThat(rotate(Way.FINISH).removableFrom()).as("not yet").isEqualTo(rewritten.removableFrom());

            UUID late = pay(longer, ONE, ADA, "sealed with the version it holds");
            assertThat(version(late)).isEqualTo(1);
            settle();
            Rotated again = rotate(Way.FINISH);
            assertThat(again.total().removed()).as("somebody still used it").isZero();
            assertThat(again.total().rewritten()).isEqualTo(2);
            assertThat(versions()).containsExactly(1, 2);

            settle();
            assertThat(rotate(Way.FINISH).total().removed()).isEqualTo(1);
            assertThat(versions()).containsExactly(2);
            try (VaultInstance fresh = rows.instance()) {
                assertThat(paid(fresh, ONE, late)).isEqualTo("sealed with the version it holds");
            }
            assertThat(rotate(Way.FINISH).tenants()).isZero();
            assertThat(versions()).as("begins nothing").containsExactly(2);
        }
    }

    @Test
    void aRunEachNightRemovesWhatTheOneBeforeRewroteAndBeginsAnew() {
        UUID payment = pay(rows.app, ONE, ADA, "kept");
        for (int night = 1; night <= 3; night++) {
            assertThat(rotate(Way.BEGIN).removableFrom()).isPresent();
            assertThat(versions()).containsExactly(night, night + 1);
            settle();
        }
        assertThat(paid(rows.app, ONE, payment)).isEqualTo("kept");
    }

    @Test
    void killedAfterItRewroteSomethingTheHourBeginsAnew() {
        pay(rows.app, ONE, ADA, "first");
        try (VaultInstance longer = rows.instance(Duration.ofHours(1))) {
            pay(longer, ONE, ADA, "its key is held");
            rotate(Way.BEGIN);
            pay(longer, ONE, ADA, "late");
            settle();
            Plan finish = new Plan(Optional.of(ONE), Duration.ZERO, Way.FINISH);
            for (int steps = 1; steps <= 2; steps++) {
                try {
                    rows.rotate(finish, TellingWitness.killedAfter(steps));
                } catch (TellingWitness.Killed killed) {
                    assertThat(killed).isNotNull();
                }
            }
            assertThat(rotate(Way.FINISH).total().removed()).isZero();
        }
    }

    @Test
    void anInstanceWhoseClockIsBehindMakesNoVersionThatCountsAsEarlier() {
        pay(rows.app, ONE, ADA, "first");
        Rotated begun = rotate(Way.BEGIN);
        assertThat(begun.total().made()).isEqualTo(1);
        // a newer version of a clock that is a day behind
        rows.superuser.update("""
                insert into vault.data_key (tenant_id, subject, purpose, version, tenant_version, wrapped, created_at)
                select tenant_id, subject, purpose, version + 1, tenant_version, wrapped, created_at - interval '1 day'
                from vault.data_key where subject = ? and version = 2
                """, ADA);
        settle();
        rotate(Way.FINISH);
        assertThat(versions())
                .as("what the rotation made, and what came after it")
                .containsExactly(2, 3);
    }

    @Test
    void aTenantThatEndsMeanwhileIsGoneAndNothingOfItIsLeft() {
        pay(rows.app, ONE, ADA, "first");
        rotate(Way.BEGIN);
        end();
        assertThat(rows.superuser.queryForObject("select count(*) from vault.data_rotation", Integer.class))
                .isZero();
        Rotated after = rotate(Way.BEGIN);
        assertThat(after.damaged()).isEmpty();
        assertThat(after.tenants()).isZero();
    }

    @Test
    void aTenantThatEndsWhileItIsRotatedIsNoDamage() {
        pay(rows.app, ONE, ADA, "first");
        TellingWitness witness = TellingWitness.at(1, this::end);
        Rotated rotated = rows.rotate(new Plan(Optional.of(ONE), Duration.ZERO, Way.AT_ONCE), witness);
        assertThat(rotated.damaged()).isEmpty();
        assertThat(rotated.erased()).isEqualTo(1);
        assertThat(rows.superuser.queryForObject("select count(*) from vault.data_rotation", Integer.class))
                .isZero();
        assertThat(witness.told).noneMatch(told -> told.startsWith("removed") || told.startsWith("ended"));
    }

    private void end() {
        rows.app
                .transactions()
                .run(ONE, () -> rows.app.bean(TenantKeyErasure.class).destroy(ONE));
    }

    private Rotated rotate(Way way) {
        return rows.rotate(new Plan(Optional.of(ONE), Duration.ZERO, way), new TellingWitness());
    }

    /** As if the time had passed for which a version is kept after the last rewriting. */
    private void settle() {
        rows.superuser.update("update vault.data_rotation set rewritten_at = rewritten_at - interval '65 minutes'");
    }

    private int version(UUID payment) {
        return java.nio.ByteBuffer.wrap(rows.description(payment)).getInt(1);
    }

    private List<Integer> versions() {
        return rows.superuser.queryForList(
                "select version from vault.data_key where tenant_id = 1 and subject = ? and purpose = ? order by 1",
                Integer.class,
                ADA,
                Purpose.SERVICE.code());
    }
}
