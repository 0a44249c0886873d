package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.NOW;
import static io.flowlet.ledger.internal.engine.Given.account;
import static io.flowlet.ledger.internal.engine.Given.batch;
import static io.flowlet.ledger.internal.engine.Given.build;
import static io.flowlet.ledger.internal.engine.Given.hold;
import static io.flowlet.ledger.internal.engine.Given.leg;
import static io.flowlet.ledger.internal.engine.Given.unit;
import static io.flowlet.ledger.internal.engine.Given.uuid;
import static io.flowlet.ledger.internal.engine.Given.withFloor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowlet.ledger.internal.engine.MovementLimit.Side;
import io.flowlet.ledger.internal.engine.MovementLimit.Window;
import io.flowlet.ledger.internal.engine.Outcome.CeilingExceeded;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.MovementLimitExceeded;
import io.flowlet.ledger.internal.engine.Outcome.Place;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an account moved in a day and a month, and limits of it. */
final class MovementLimitTests {
    private static final int TODAY = (int) (NOW.getEpochSecond() / 86_400); // the 15th of a month
    private static final Place FIRST = new Place(0, 0, 1);
    private static final Place SECOND = new Place(0, 0, 2);

    @Test
    void countsWhatWasDebitedAndCreditedInTheDayAndTheMonth() {
        Batch batch = batch(counted(1, TODAY, 1), counted(2, TODAY, 2));
        batch.decide(unit(leg(1, 2, 100)));

        assertThat(batch.changedAccounts())
                .extracting(Account::counters)
                .containsExactly(new Counters(TODAY, 101, 10, 1_100, 10_000), new Counters(TODAY, 2, 120, 200, 20_100));
    }

    @Test
    void beginsEachDayAndEachMonthAnew() {
        assertThat(after(TODAY - 1)).isEqualTo(new Counters(TODAY, 100, 0, 1_100, 10_000));
        assertThat(after(TODAY - 14)).isEqualTo(new Counters(TODAY, 100, 0, 1_100, 10_000));
        assertThat(after(TODAY - 15)).isEqualTo(new Counters(TODAY, 100, 0, 100, 0));
    }

    @Test
    void countsOnInTheDayOfAClockThatIsAhead() {
        assertThat(after(TODAY + 1)).isEqualTo(new Counters(TODAY + 1, 101, 10, 1_100, 10_000));
    }

    @Test
    void takesTheDayFromTheBookingInUtc() {
        Instant midnight = Instant.parse("2026-11-16T00:00:00Z");

        assertThat(after(TODAY, midnight.minusNanos(1_000)).day()).isEqualTo(TODAY);
        assertThat(after(TODAY, midnight).day()).isEqualTo(TODAY + 1);
        assertThat(new Booking(Instant.parse("1969-12-31T23:59:59Z"), Instant.MIN).day())
                .isEqualTo(-1);
    }

    @Test
    void stopsCountingAtTheEndOfTheRangeAndStillMoves() {
        Counters full = new Counters(TODAY, Long.MAX_VALUE - 5, 0, Long.MAX_VALUE, 0);
        Batch batch = batch(build(1).counters(full).get(), account(2, 0));

        assertThat(batch.decide(unit(leg(1, 2, 6)))).isInstanceOf(Posted.class);
        assertThat(batch.changedAccounts().getFirst().counters())
                .isEqualTo(new Counters(TODAY, Long.MAX_VALUE, 0, Long.MAX_VALUE, 0));
        assertThat(batch.decide(limited(1, new MovementLimit(1, Side.DEBIT, Window.DAY, Long.MAX_VALUE))))
                .isEqualTo(new MovementLimitExceeded(FIRST));
    }

    @Test
    void letsADebitReachItsLimitOfTheDayExactly() {
        assertThat(limited(Side.DEBIT, Window.DAY, 100, 101)).isInstanceOf(Posted.class);
        assertThat(limited(Side.DEBIT, Window.DAY, 100, 100)).isEqualTo(new MovementLimitExceeded(FIRST));
    }

    @Test
    void letsADebitReachItsLimitOfTheMonthExactly() {
        assertThat(limited(Side.DEBIT, Window.MONTH, 100, 1_100)).isInstanceOf(Posted.class);
        assertThat(limited(Side.DEBIT, Window.MONTH, 100, 1_099)).isEqualTo(new MovementLimitExceeded(FIRST));
    }

    @Test
    void letsACreditReachItsLimitsExactly() {
        assertThat(limited(Side.CREDIT, Window.DAY, 100, 120)).isInstanceOf(Posted.class);
        assertThat(limited(Side.CREDIT, Window.DAY, 100, 119)).isEqualTo(new MovementLimitExceeded(SECOND));
        assertThat(limited(Side.CREDIT, Window.MONTH, 100, 20_100)).isInstanceOf(Posted.class);
        assertThat(limited(Side.CREDIT, Window.MONTH, 100, 20_099)).isEqualTo(new MovementLimitExceeded(SECOND));
    }

    @Test
    void countsWhatIsHeldToo() {
        Batch batch = batch(account(1, 0), account(2, 0));
        batch.decide(unit(hold(1, 60)));

        assertThat(batch.decide(limited(41, new MovementLimit(1, Side.DEBIT, Window.DAY, 100))))
                .isEqualTo(new MovementLimitExceeded(FIRST));
        assertThat(batch.decide(limited(41, new MovementLimit(2, Side.CREDIT, Window.DAY, 100))))
                .isEqualTo(new MovementLimitExceeded(SECOND));
        assertThat(batch.decide(limited(40, new MovementLimit(1, Side.DEBIT, Window.DAY, 100))))
                .isInstanceOf(Posted.class);
    }

    @Test
    void refusesWhatWouldWrapTogetherWithWhatIsHeld() {
        Batch batch = batch(build(1).held(Long.MAX_VALUE, 0).get(), account(2, 0));

        assertThat(batch.decide(limited(Long.MAX_VALUE, new MovementLimit(1, Side.DEBIT, Window.DAY, Long.MAX_VALUE))))
                .isEqualTo(new MovementLimitExceeded(FIRST));
    }

    @Test
    void limitsOnlyTheAccountAndTheSideThatItNames() {
        Batch batch = batch(account(1, 0), account(2, 0), account(3, 0));

        for (MovementLimit other : List.of(
                new MovementLimit(1, Side.CREDIT, Window.DAY, 0),
                new MovementLimit(2, Side.DEBIT, Window.DAY, 0),
                new MovementLimit(3, Side.DEBIT, Window.DAY, 0))) {
            assertThat(batch.decide(limited(1, other))).as("%s", other).isInstanceOf(Posted.class);
        }
    }

    @Test
    void looksAtEveryLimitAndAddsUpTheLegs() {
        MovementLimit wide = new MovementLimit(1, Side.DEBIT, Window.DAY, 1_000);
        MovementLimit narrow = new MovementLimit(1, Side.DEBIT, Window.MONTH, 15);
        Post post =
                new Post(uuid(1), TransferKind.POST, null, List.of(leg(1, 2, 10), leg(1, 2, 6)), List.of(wide, narrow));

        assertThat(batch(account(1, 0), account(2, 0)).decide(unit(post)))
                .isEqualTo(new MovementLimitExceeded(new Place(0, 1, 1)));
    }

    @Test
    void comesAfterFloorAndCeilingAndBeforeTheRange() {
        MovementLimit none = new MovementLimit(1, Side.DEBIT, Window.DAY, 0);

        assertThat(batch(withFloor(1, 0, 0), account(2, 0)).decide(limited(1, none)))
                .isEqualTo(new InsufficientFunds(FIRST));
        assertThat(batch(account(1, 0), Given.withCeiling(2, 0, 0)).decide(limited(1, none)))
                .isEqualTo(new CeilingExceeded(SECOND));
        assertThat(batch(account(1, -Long.MAX_VALUE), account(2, 0)).decide(limited(1, none)))
                .isEqualTo(new MovementLimitExceeded(FIRST));
    }

    @Test
    void cannotBuildANegativeLimitOrCounter() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MovementLimit(1, Side.DEBIT, Window.DAY, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Counters(0, -1, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Counters(0, 0, -1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Counters(0, 0, 0, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Counters(0, 0, 0, 0, -1));
    }

    /** Account 1 has other sums on its counters than account 2. */
    private static Account counted(long id, int day, long times) {
        return build(id)
                .counters(times == 1 ? new Counters(day, 1, 10, 1_000, 10_000) : new Counters(day, 2, 20, 200, 20_000))
                .get();
    }

    private static Counters after(int day) {
        return after(day, NOW);
    }

    private static Counters after(int day, Instant at) {
        Batch batch = batch(new Booking(at, Instant.MIN), counted(1, day, 1), account(2, 0));
        batch.decide(unit(leg(1, 2, 100)));
        return batch.changedAccounts().getFirst().counters();
    }

    private static Outcome limited(Side side, Window window, long amountMinor, long mostMinor) {
        long account = side == Side.DEBIT ? 1 : 2;
        return batch(counted(1, TODAY, 1), counted(2, TODAY, 2))
                .decide(limited(amountMinor, new MovementLimit(account, side, window, mostMinor)));
    }

    private static Unit limited(long amountMinor, MovementLimit limit) {
        return unit(new Post(uuid(1), TransferKind.POST, null, List.of(leg(1, 2, amountMinor)), List.of(limit)));
    }
}
