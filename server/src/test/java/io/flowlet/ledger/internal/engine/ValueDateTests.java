package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.EUR;
import static io.flowlet.ledger.internal.engine.Given.NOW;
import static io.flowlet.ledger.internal.engine.Given.account;
import static io.flowlet.ledger.internal.engine.Given.batch;
import static io.flowlet.ledger.internal.engine.Given.build;
import static io.flowlet.ledger.internal.engine.Given.leg;
import static io.flowlet.ledger.internal.engine.Given.post;
import static io.flowlet.ledger.internal.engine.Given.ref;
import static io.flowlet.ledger.internal.engine.Given.unit;
import static io.flowlet.ledger.internal.engine.Given.uuid;
import static io.flowlet.ledger.internal.engine.Given.voids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowlet.ledger.internal.engine.Outcome.AccountClosed;
import io.flowlet.ledger.internal.engine.Outcome.AccountControlled;
import io.flowlet.ledger.internal.engine.Outcome.AccountFrozen;
import io.flowlet.ledger.internal.engine.Outcome.AlreadyReversed;
import io.flowlet.ledger.internal.engine.Outcome.CurrencyMismatch;
import io.flowlet.ledger.internal.engine.Outcome.HoldExpired;
import io.flowlet.ledger.internal.engine.Outcome.HoldNotOpen;
import io.flowlet.ledger.internal.engine.Outcome.PeriodClosed;
import io.flowlet.ledger.internal.engine.Outcome.Place;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import io.flowlet.ledger.internal.engine.Outcome.SameAccount;
import io.flowlet.ledger.internal.engine.Outcome.UnknownAccount;
import io.flowlet.ledger.internal.engine.Outcome.UnknownHold;
import io.flowlet.ledger.internal.engine.Outcome.ValueAtInFuture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Value dates, adjustments, and the order of the checks over all commands. */
final class ValueDateTests {
    private static final Place FIRST = new Place(0, 0, 1);
    private static final Instant CLOSED = NOW.minusSeconds(1_000);

    @Test
    void takesEffectWhenItSaysOrElseWhenItIsBooked() {
        assertThat(valueAt(dated(NOW.minusSeconds(5)))).isEqualTo(NOW.minusSeconds(5));
        assertThat(valueAt(dated(null))).isEqualTo(NOW);
    }

    @Test
    void refusesAValueDateInAClosedPeriod() {
        assertThat(decide(dated(CLOSED.minusNanos(1_000)))).isEqualTo(new PeriodClosed(FIRST));
        assertThat(decide(dated(CLOSED))).isInstanceOf(Posted.class);
    }

    @Test
    void refusesAValueDateAfterTheBooking() {
        assertThat(decide(dated(NOW.plusNanos(1_000)))).isEqualTo(new ValueAtInFuture(FIRST));
        assertThat(decide(dated(NOW))).isInstanceOf(Posted.class);
    }

    @Test
    void datesCapturesAndReversalsByTheSameRules() {
        Instant[] wrong = {CLOSED.minusSeconds(1), NOW.plusSeconds(1)};
        for (Instant valueAt : wrong) {
            assertThat(decide(new Capture(uuid(9), ref(1), 1, EUR, false, valueAt)))
                    .isInstanceOfAny(PeriodClosed.class, ValueAtInFuture.class);
            assertThat(decide(reverse(valueAt))).isInstanceOfAny(PeriodClosed.class, ValueAtInFuture.class);
        }
        assertThat(valueAt(new Capture(uuid(9), ref(1), 1, EUR, false, CLOSED))).isEqualTo(CLOSED);
        assertThat(valueAt(reverse(CLOSED))).isEqualTo(CLOSED);
    }

    @Test
    void refusesToBookIntoAClosedPeriodButHoldsAndReleasesInIt() {
        Booking closed = new Booking(NOW, NOW.plusSeconds(1));

        assertThat(decide(closed, dated(null))).isEqualTo(new PeriodClosed(FIRST));
        assertThat(decide(closed, Given.hold(2, 5))).isInstanceOf(Posted.class);
        assertThat(decide(closed, voids(1))).isInstanceOf(Posted.class);
    }

    @Test
    void adjustsAccountsOfEveryOwnerAndOnlyAdjustmentsDo() {
        Account wallet = build(2).owner("wallets").get();
        Post adjustment = new Post(uuid(1), TransferKind.ADJUSTMENT, null, List.of(leg(1, 2, 5)), List.of());
        Outcome outcome = batch(account(1, 0), wallet).decide(unit(adjustment));

        assertThat(outcome).isInstanceOf(Posted.class);
        assertThat(((Posted) outcome).transfers())
                .extracting(PostedTransfer::kind)
                .containsExactly(TransferKind.ADJUSTMENT);
        assertThat(batch(account(1, 0), wallet).decide(unit(leg(1, 2, 5))))
                .isEqualTo(new AccountControlled(new Place(0, 0, 2)));
        assertThat(batch(account(1, 0), Given.inState(2, AccountState.FROZEN)).decide(unit(adjustment)))
                .isEqualTo(new AccountFrozen(new Place(0, 0, 2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Post(uuid(1), TransferKind.REVERSAL, null, List.of(leg(1, 2, 5)), List.of()));
    }

    @Test
    void saysTheGravestOfAllThatIsWrongWithAUnit() {
        Held over = hold(10, NOW, HoldState.OPEN);
        Held voided = hold(11, null, HoldState.VOIDED);
        Account[] accounts = {
            account(1, 0),
            account(2, 0),
            build(3).owner("wallets").get(),
            Given.inState(4, AccountState.CLOSED),
            Given.inState(5, AccountState.FROZEN),
            build(6).currency(Given.JPY).get()
        };
        List<Instruction> wrong = new ArrayList<>(List.of(
                post(leg(1, 6, 1)),
                post(leg(2, 2, 1)),
                dated(NOW.plusSeconds(1)),
                dated(CLOSED.minusSeconds(1)),
                new Reverse(uuid(21), null, List.of(new Reverse.Part(uuid(30), 2, 1, EUR, 5, null))),
                Given.capture(10, 1),
                Given.capture(11, 1),
                post(leg(5, 1, 1)),
                post(leg(4, 1, 1)),
                post(leg(3, 1, 1)),
                Given.capture(12, 1),
                post(leg(9, 1, 1))));
        List<Class<? extends Outcome>> said = List.of(
                UnknownAccount.class,
                UnknownHold.class,
                AccountControlled.class,
                AccountClosed.class,
                AccountFrozen.class,
                HoldNotOpen.class,
                HoldExpired.class,
                AlreadyReversed.class,
                PeriodClosed.class,
                ValueAtInFuture.class,
                SameAccount.class,
                CurrencyMismatch.class);

        for (Class<? extends Outcome> gravest : said) {
            Locked locked = new Locked(List.of(accounts), List.of(over, voided), List.of(new Reversed(uuid(30), 5, 5)));
            Outcome outcome =
                    new Batch(new Booking(NOW, CLOSED), locked).decide(new Unit(null, Set.of("program"), wrong));
            assertThat(outcome).isInstanceOf(gravest);
            assertThat(((Outcome.Refused) outcome).place().instruction()).isEqualTo(wrong.size() - 1);
            wrong.removeLast();
        }
    }

    private static Held hold(long number, @Nullable Instant expiresAt, HoldState state) {
        long remaining = state == HoldState.OPEN ? 10 : 0;
        return new Held(uuid(number), 1, 2, EUR, 10, remaining, 0, 10, expiresAt, state, NOW.minusSeconds(9));
    }

    private static Post dated(@Nullable Instant valueAt) {
        return new Post(uuid(1), TransferKind.POST, valueAt, List.of(leg(1, 2, 5)), List.of());
    }

    private static Reverse reverse(Instant valueAt) {
        return new Reverse(uuid(1), valueAt, List.of(new Reverse.Part(uuid(30), 1, 2, EUR, 5, null)));
    }

    private static Outcome decide(Instruction instruction) {
        return decide(new Booking(NOW, CLOSED), instruction);
    }

    private static Outcome decide(Booking booking, Instruction instruction) {
        List<Account> accounts =
                List.of(build(1).held(10, 0).get(), build(2).held(0, 10).get());
        return new Batch(booking, new Locked(accounts, List.of(hold(1, null, HoldState.OPEN)), List.of()))
                .decide(unit(instruction));
    }

    private static Instant valueAt(Instruction instruction) {
        Outcome outcome = decide(instruction);
        assertThat(outcome).isInstanceOf(Posted.class);
        return ((Posted) outcome).transfers().getFirst().valueAt();
    }
}
