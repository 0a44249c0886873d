package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.EUR;
import static io.flowlet.ledger.internal.engine.Given.JPY;
import static io.flowlet.ledger.internal.engine.Given.NOW;
import static io.flowlet.ledger.internal.engine.Given.account;
import static io.flowlet.ledger.internal.engine.Given.alone;
import static io.flowlet.ledger.internal.engine.Given.batch;
import static io.flowlet.ledger.internal.engine.Given.build;
import static io.flowlet.ledger.internal.engine.Given.capture;
import static io.flowlet.ledger.internal.engine.Given.expires;
import static io.flowlet.ledger.internal.engine.Given.hold;
import static io.flowlet.ledger.internal.engine.Given.lastCapture;
import static io.flowlet.ledger.internal.engine.Given.leg;
import static io.flowlet.ledger.internal.engine.Given.ref;
import static io.flowlet.ledger.internal.engine.Given.unit;
import static io.flowlet.ledger.internal.engine.Given.uuid;
import static io.flowlet.ledger.internal.engine.Given.voids;
import static io.flowlet.ledger.internal.engine.Given.withFloor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.ledger.internal.engine.Outcome.AccountClosed;
import io.flowlet.ledger.internal.engine.Outcome.AccountControlled;
import io.flowlet.ledger.internal.engine.Outcome.AccountFrozen;
import io.flowlet.ledger.internal.engine.Outcome.CaptureLimitExceeded;
import io.flowlet.ledger.internal.engine.Outcome.CeilingExceeded;
import io.flowlet.ledger.internal.engine.Outcome.CurrencyMismatch;
import io.flowlet.ledger.internal.engine.Outcome.HoldExpired;
import io.flowlet.ledger.internal.engine.Outcome.HoldNotOpen;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.Overflow;
import io.flowlet.ledger.internal.engine.Outcome.Place;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import io.flowlet.ledger.internal.engine.Outcome.SameAccount;
import io.flowlet.ledger.internal.engine.Outcome.UnknownHold;
import io.flowlet.ledger.internal.engine.PostedTransfer.Side;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds, captures, voids and expiries. */
final class HoldTests {
    private static final Place FIRST = new Place(0, 0, 1);
    private static final Place SECOND = new Place(0, 0, 2);
    private static final Place LATER = new Place(1, 0, 1);

    @Test
    void holdsOnBothSidesWithoutMovingMoney() {
        Batch batch = batch(account(1, 500), account(2, 0));

        assertThat(batch.decide(unit(hold(1, 300))))
                .isEqualTo(new Posted(
                        List.of(new PostedTransfer(
                                uuid(1),
                                0,
                                TransferKind.HOLD,
                                NOW,
                                leg(1, 2, 300),
                                new Side(8, 500),
                                new Side(8, 0),
                                300,
                                null)),
                        batch.changedHolds()));
        assertThat(batch.changedHolds())
                .containsExactly(new Held(uuid(1), 1, 2, EUR, 300, 300, 0, 300, null, HoldState.OPEN, NOW));
        assertThat(batch.changedAccounts())
                .extracting(Account::posted, Account::heldOut, Account::heldIn, Account::counters)
                .containsExactly(tuple(500L, 300L, 0L, Counters.NONE), tuple(0L, 0L, 300L, Counters.NONE));
    }

    @Test
    void countsWhatIsHeldAgainstTheFloorAndTheCeiling() {
        Batch batch = batch(withFloor(1, 100, 0), build(2).ceiling(150).get(), account(3, 0));

        assertThat(batch.decide(unit(hold(1, 101)))).isEqualTo(new InsufficientFunds(FIRST));
        assertThat(batch.decide(unit(hold(2, 100)))).isInstanceOf(Posted.class);
        assertThat(batch.decide(unit(hold(3, 1)))).isEqualTo(new InsufficientFunds(FIRST));
        assertThat(batch.decide(unit(leg(1, 3, 1)))).isEqualTo(new InsufficientFunds(FIRST));
        assertThat(batch.decide(unit(leg(3, 2, 51)))).isEqualTo(new CeilingExceeded(SECOND));
        assertThat(batch.decide(unit(leg(3, 2, 50)))).isInstanceOf(Posted.class);
    }

    @Test
    void refusesAHoldAboveTheCeiling() {
        assertThat(alone(
                        unit(hold(1, 101)), account(1, 0), build(2).ceiling(100).get()))
                .isEqualTo(new CeilingExceeded(SECOND));
    }

    @Test
    void refusesAHoldWhoseSumLeavesTheRange() {
        Account out = build(1).held(1, 0).get();
        Account in = build(2).held(0, 1).get();

        assertThat(alone(unit(hold(1, Long.MAX_VALUE)), out, account(2, 0))).isEqualTo(new Overflow(FIRST));
        assertThat(alone(unit(hold(1, Long.MAX_VALUE)), account(1, 0), in)).isEqualTo(new Overflow(SECOND));
        assertThat(alone(unit(hold(1, Long.MAX_VALUE - 1)), out, in)).isInstanceOf(Posted.class);
    }

    @Test
    void asksTheSameOfAHoldAsOfAPosting() {
        Account frozen = Given.inState(1, AccountState.DEBIT_FROZEN);
        Account closed = Given.inState(2, AccountState.CLOSED);
        Account wallet = build(2).owner("wallets").get();
        Account yen = build(2).currency(JPY).get();

        assertThat(alone(unit(hold(1, 1)), frozen, account(2, 0))).isEqualTo(new AccountFrozen(FIRST));
        assertThat(alone(unit(hold(1, 1)), account(1, 0), closed)).isEqualTo(new AccountClosed(SECOND));
        assertThat(alone(unit(hold(1, 1)), account(1, 0), wallet)).isEqualTo(new AccountControlled(SECOND));
        assertThat(alone(unit(hold(1, 1)), account(1, 0), yen)).isEqualTo(new CurrencyMismatch(SECOND));
        assertThat(alone(unit(new Hold(uuid(1), leg(1, 1, 5), 5, null)), account(1, 0)))
                .isEqualTo(new SameAccount(FIRST));
    }

    @Test
    void refusesAHoldWhoseTimeIsOverBeforeItBegins() {
        assertThat(held(hold(1, 5, 5, NOW))).isEqualTo(new HoldExpired(FIRST));
        assertThat(held(hold(1, 5, 5, NOW.minusSeconds(1)))).isEqualTo(new HoldExpired(FIRST));
        assertThat(held(hold(1, 5, 5, NOW.plusNanos(1_000)))).isInstanceOf(Posted.class);
    }

    @Test
    void capturesAPartAndKeepsTheRestHeld() {
        Batch batch = batch(withFloor(1, 100, 0), account(2, 0));
        batch.decide(unit(hold(1, 100)));

        assertThat(batch.decide(unit(capture(1, 30))))
                .isEqualTo(new Posted(
                        List.of(new PostedTransfer(
                                uuid(900),
                                0,
                                TransferKind.CAPTURE,
                                NOW,
                                leg(1, 2, 30),
                                new Side(9, 70),
                                new Side(9, 30),
                                -30,
                                uuid(1))),
                        batch.changedHolds()));
        assertHold(batch, 70, 30, HoldState.OPEN);
        assertHeld(batch, 70);
    }

    @Test
    void isCapturedWhenNothingIsLeft() {
        Batch batch = batch(withFloor(1, 100, 0), account(2, 0));
        batch.decide(unit(hold(1, 100)));
        batch.decide(unit(capture(1, 30)));
        batch.decide(unit(capture(1, 70)));

        assertHold(batch, 0, 100, HoldState.CAPTURED);
        assertHeld(batch, 0);
        assertThat(batch.decide(unit(capture(1, 1)))).isEqualTo(new HoldNotOpen(FIRST));
        assertThat(batch.decide(unit(voids(1)))).isEqualTo(new HoldNotOpen(FIRST));
    }

    @Test
    void givesTheRestBackWithTheLastCapture() {
        Batch batch = batch(withFloor(1, 100, 0), account(2, 0));
        batch.decide(unit(hold(1, 100)));
        batch.decide(unit(lastCapture(1, 30)));

        assertHold(batch, 0, 30, HoldState.CAPTURED);
        assertHeld(batch, 0);
        assertThat(batch.decide(unit(leg(1, 2, 70)))).isInstanceOf(Posted.class);
    }

    @Test
    void capturesMoreThanIsHeldUpToTheLimitOnly() {
        Batch batch = batch(account(1, 100), account(2, 0));
        batch.decide(unit(hold(1, 100, 120, null)));
        batch.decide(unit(capture(1, 50)));

        assertThat(batch.decide(unit(capture(1, 71)))).isEqualTo(new CaptureLimitExceeded(FIRST));
        assertThat(batch.decide(unit(capture(1, 70)))).isInstanceOf(Posted.class);
        assertHold(batch, 0, 120, HoldState.CAPTURED);
        assertHeld(batch, 0);
    }

    @Test
    void checksOnlyWhatGoesBeyondTheHeldPart() {
        Batch batch = batch(withFloor(1, 100, 0), build(2).ceiling(100).get());
        batch.decide(unit(hold(1, 100, 200, null)));

        assertThat(batch.decide(unit(capture(1, 101)))).isEqualTo(new InsufficientFunds(FIRST));
        assertThat(batch.decide(unit(capture(1, 100)))).isInstanceOf(Posted.class);

        Batch full = batch(account(1, 0), build(2).ceiling(100).get());
        full.decide(unit(hold(1, 100, 200, null)));
        assertThat(full.decide(unit(capture(1, 101)))).isEqualTo(new CeilingExceeded(SECOND));
    }

    @Test
    void capturesWithinTheHoldAlthoughTheFloorWasRaisedMeanwhile() {
        Account below = build(1).posted(100).held(100, 0).floor(50).get();
        Account above = build(2).held(0, 100).ceiling(20).get();
        Held open = new Held(uuid(1), 1, 2, EUR, 100, 100, 0, 150, null, HoldState.OPEN, NOW);

        assertThat(decide(unit(capture(1, 100)), open, below, above)).isInstanceOf(Posted.class);
        assertThat(decide(unit(lastCapture(1, 20)), open, below, above)).isInstanceOf(Posted.class);
        assertThat(decide(unit(voids(1)), open, below, above)).isInstanceOf(Posted.class);
        assertThat(decide(unit(capture(1, 101)), open, below, above)).isEqualTo(new InsufficientFunds(FIRST));
    }

    @Test
    void refusesACaptureThatLeavesTheRange() {
        Held open = new Held(uuid(1), 1, 2, EUR, 10, 10, 0, 10, null, HoldState.OPEN, NOW);
        Account low = build(1).posted(-Long.MAX_VALUE).held(10, 0).get();
        Account high = build(2).posted(Long.MAX_VALUE).held(0, 10).get();

        assertThat(decide(unit(capture(1, 1)), open, low, build(2).held(0, 10).get()))
                .isEqualTo(new Overflow(FIRST));
        assertThat(decide(unit(capture(1, 1)), open, build(1).held(10, 0).get(), high))
                .isEqualTo(new Overflow(SECOND));
    }

    @Test
    void capturesUntilItsTimeAndNotFromThenOn() {
        assertThat(decide(unit(capture(1, 1)), heldUntil(NOW.plusNanos(1_000)))).isInstanceOf(Posted.class);
        assertThat(decide(unit(capture(1, 1)), heldUntil(NOW))).isEqualTo(new HoldExpired(FIRST));
    }

    @Test
    void expiresFromItsTimeOnAndNotBefore() {
        assertThat(decide(unit(expires(1)), heldUntil(NOW.plusNanos(1_000)))).isEqualTo(new HoldExpired(FIRST));
        assertThat(decide(unit(expires(1)), heldUntil(null))).isEqualTo(new HoldExpired(FIRST));
        assertThat(decide(unit(expires(1)), heldUntil(NOW))).isInstanceOfSatisfying(Posted.class, posted -> {
            assertThat(posted.holds())
                    .extracting(Held::state, Held::remainingMinor)
                    .containsExactly(tuple(HoldState.EXPIRED, 0L));
            assertThat(posted.transfers())
                    .extracting(PostedTransfer::kind, PostedTransfer::heldMinor)
                    .containsExactly(tuple(TransferKind.EXPIRE, -10L));
        });
    }

    @Test
    void voidsBeforeAndAfterItsTime() {
        assertThat(decide(unit(voids(1)), heldUntil(NOW.plusSeconds(1)))).isInstanceOf(Posted.class);
        assertThat(decide(unit(voids(1)), heldUntil(NOW.minusSeconds(1)))).isInstanceOf(Posted.class);
    }

    @Test
    void voidsWhatIsLeftAndStillTellsWhatWasCaptured() {
        Batch batch = batch(withFloor(1, 100, 0), account(2, 0));
        batch.decide(unit(hold(1, 100)));
        batch.decide(unit(capture(1, 40)));

        assertThat(batch.decide(unit(voids(1))))
                .isEqualTo(new Posted(
                        List.of(new PostedTransfer(
                                uuid(902),
                                0,
                                TransferKind.VOID,
                                NOW,
                                leg(1, 2, 60),
                                new Side(10, 60),
                                new Side(10, 40),
                                -60,
                                uuid(1))),
                        batch.changedHolds()));
        assertHold(batch, 0, 40, HoldState.VOIDED);
        assertHeld(batch, 0);
    }

    @Test
    void releasesFrozenAccountsAndCapturesNoneOfThem() {
        Held open = heldUntil(NOW);
        Account frozen = build(1).held(10, 0).state(AccountState.FROZEN).get();
        Account other = build(2).held(0, 10).state(AccountState.FROZEN).get();

        assertThat(decide(unit(voids(1)), open, frozen, other)).isInstanceOf(Posted.class);
        assertThat(decide(unit(expires(1)), open, frozen, other)).isInstanceOf(Posted.class);
        Account debitFrozen =
                build(1).held(10, 0).state(AccountState.DEBIT_FROZEN).get();
        assertThat(decide(unit(capture(1, 1)), heldUntil(null), debitFrozen, other))
                .isEqualTo(new AccountFrozen(FIRST));
    }

    @Test
    void knowsAHoldOnlyBetweenItsOwnAccountsAndInItsCurrency() {
        Account[] all = {account(1, 0), account(2, 0), account(3, 0)};
        Held open = heldUntil(null);

        assertThat(decide(unit(capture(2, 1)), open)).isEqualTo(new UnknownHold(FIRST));
        for (HoldRef wrong : List.of(
                new HoldRef(uuid(1), 3, 2, EUR), new HoldRef(uuid(1), 1, 3, EUR), new HoldRef(uuid(1), 1, 2, JPY))) {
            assertThat(decide(unit(new Release(uuid(9), wrong, TransferKind.VOID)), open, all))
                    .isEqualTo(new UnknownHold(new Place(0, 0, wrong.debitAccount())));
        }
    }

    @Test
    void refusesToCaptureInAnotherCurrency() {
        assertThat(decide(unit(new Capture(uuid(9), ref(1), 1, JPY, false, null)), heldUntil(null)))
                .isEqualTo(new CurrencyMismatch(FIRST));
    }

    @Test
    void refusesTheSecondEndOfAHoldInOneUnit() {
        Held open = heldUntil(null);

        assertThat(decide(unit(lastCapture(1, 1), voids(1)), open)).isEqualTo(new HoldNotOpen(LATER));
        assertThat(decide(unit(voids(1), capture(1, 1)), open)).isEqualTo(new HoldNotOpen(LATER));
        assertThat(decide(unit(capture(1, 6), capture(1, 5)), open)).isEqualTo(new CaptureLimitExceeded(LATER));
    }

    @Test
    void countsACaptureInTheDayAndNotTheHold() {
        Batch batch = batch(account(1, 0), account(2, 0));
        batch.decide(unit(hold(1, 100)));
        batch.decide(unit(lastCapture(1, 30)));

        assertThat(batch.changedAccounts())
                .extracting(
                        account -> account.counters().dayDebited(),
                        account -> account.counters().dayCredited())
                .containsExactly(tuple(30L, 0L), tuple(0L, 30L));
    }

    @Test
    void actsOnlyForTheOwnersOfItsAccounts() {
        Unit foreign = new Unit(null, Set.of("wallets"), List.of(voids(1)));

        assertThat(decide(foreign, heldUntil(null))).isEqualTo(new AccountControlled(FIRST));
    }

    @Test
    void cannotBuildAHoldACaptureOrAReleaseThatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> hold(1, 5, 4, null));
        assertThatIllegalArgumentException().isThrownBy(() -> capture(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Release(uuid(1), ref(1), TransferKind.CAPTURE));
        assertThatIllegalArgumentException().isThrownBy(() -> held(-1, 0, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> held(1, -1, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> held(1, 6, 5));
        assertThat(held(0, 5, 5).capturableMinor()).isZero();
    }

    @Test
    void storedStatesAreTheOnesThatWereOnceGivenOut() {
        assertThat(HoldState.values())
                .extracting(HoldState::code)
                .containsExactly((short) 0, (short) 1, (short) 2, (short) 3);
        for (HoldState state : HoldState.values()) {
            assertThat(HoldState.ofCode(state.code())).isSameAs(state);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> HoldState.ofCode(4));
    }

    private static Held held(long remaining, long captured, long limit) {
        return new Held(uuid(1), 1, 2, EUR, 5, remaining, captured, limit, null, HoldState.OPEN, NOW);
    }

    private static Outcome held(Hold hold) {
        return alone(unit(hold), account(1, 0), account(2, 0));
    }

    private static Held heldUntil(@Nullable Instant expiresAt) {
        return new Held(uuid(1), 1, 2, EUR, 10, 10, 0, 10, expiresAt, HoldState.OPEN, NOW.minusSeconds(9));
    }

    private static Outcome decide(Unit unit, Held hold) {
        return decide(
                unit, hold, build(1).held(10, 0).get(), build(2).held(0, 10).get());
    }

    private static Outcome decide(Unit unit, Held hold, Account... accounts) {
        return new Batch(Given.BOOKING, new Locked(List.of(accounts), List.of(hold), List.of())).decide(unit);
    }

    private static void assertHold(Batch batch, long remaining, long captured, HoldState state) {
        assertThat(batch.changedHolds())
                .extracting(Held::remainingMinor, Held::capturedMinor, Held::state)
                .containsExactly(tuple(remaining, captured, state));
    }

    private static void assertHeld(Batch batch, long held) {
        assertThat(batch.changedAccounts())
                .extracting(Account::heldOut, Account::heldIn)
                .containsExactly(tuple(held, 0L), tuple(0L, held));
    }
}
