package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.account;
import static io.flowlet.ledger.internal.engine.Given.alone;
import static io.flowlet.ledger.internal.engine.Given.build;
import static io.flowlet.ledger.internal.engine.Given.leg;
import static io.flowlet.ledger.internal.engine.Given.unit;
import static io.flowlet.ledger.internal.engine.Given.withCeiling;
import static io.flowlet.ledger.internal.engine.Given.withFloor;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.internal.engine.Outcome.CeilingExceeded;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.Overflow;
import io.flowlet.ledger.internal.engine.Outcome.Place;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import org.junit.jupiter.api.Test;

/** Floors, ceilings, and the range of exact amounts. */
final class LimitTests {
    private static final Place FIRST = new Place(0, 0, 1);

    @Test
    void letsADebitReachTheFloorExactly() {
        assertThat(alone(unit(leg(1, 2, 100)), withFloor(1, 100, 0), account(2, 0)))
                .isInstanceOf(Posted.class);
        assertThat(alone(unit(leg(1, 2, 101)), withFloor(1, 100, 0), account(2, 0)))
                .isEqualTo(new InsufficientFunds(FIRST));
        assertThat(alone(unit(leg(1, 2, 150)), withFloor(1, 100, -50), account(2, 0)))
                .isInstanceOf(Posted.class);
        assertThat(alone(unit(leg(1, 2, 151)), withFloor(1, 100, -50), account(2, 0)))
                .isEqualTo(new InsufficientFunds(FIRST));
    }

    @Test
    void countsHeldMoneyAgainstTheFloor() {
        Account held = build(1).posted(100).held(30, 0).floor(0).get();

        assertThat(alone(unit(leg(1, 2, 70)), held, account(2, 0))).isInstanceOf(Posted.class);
        assertThat(alone(unit(leg(1, 2, 71)), held, account(2, 0))).isEqualTo(new InsufficientFunds(FIRST));
    }

    @Test
    void refusesADebitWhoseHoldsWrap() {
        Account rich =
                build(1).posted(Long.MAX_VALUE).held(Long.MAX_VALUE, 0).floor(1).get();
        assertThat(alone(unit(leg(1, 2, Long.MAX_VALUE)), rich, account(2, 0))).isEqualTo(new InsufficientFunds(FIRST));
        Account held = build(1).posted(-10).held(Long.MAX_VALUE, 0).floor(0).get();

        assertThat(alone(unit(leg(1, 2, 5)), held, account(2, 0))).isEqualTo(new InsufficientFunds(FIRST));
    }

    @Test
    void letsACreditReachTheCeilingExactly() {
        assertThat(alone(unit(leg(2, 1, 100)), withCeiling(1, 0, 100), account(2, 0)))
                .isInstanceOf(Posted.class);
        assertThat(alone(unit(leg(2, 1, 101)), withCeiling(1, 0, 100), account(2, 0)))
                .isEqualTo(new CeilingExceeded(FIRST));
    }

    @Test
    void countsExpectedMoneyAgainstTheCeiling() {
        Account held = build(1).held(0, 30).ceiling(100).get();

        assertThat(alone(unit(leg(2, 1, 70)), held, account(2, 0))).isInstanceOf(Posted.class);
        assertThat(alone(unit(leg(2, 1, 71)), held, account(2, 0))).isEqualTo(new CeilingExceeded(FIRST));
    }

    @Test
    void refusesACreditWhoseHoldsWrap() {
        Account rich = build(1).posted(-Long.MAX_VALUE)
                .held(0, Long.MAX_VALUE)
                .ceiling(-1)
                .get();
        assertThat(alone(unit(leg(2, 1, Long.MAX_VALUE)), rich, account(2, 0))).isEqualTo(new CeilingExceeded(FIRST));
        Account held = build(1).posted(10).held(0, Long.MAX_VALUE).ceiling(100).get();

        assertThat(alone(unit(leg(2, 1, 5)), held, account(2, 0))).isEqualTo(new CeilingExceeded(FIRST));
    }

    @Test
    void refusesALegThatDipsBelowTheFloorAlthoughTheSumWouldNot() {
        Account empty = withFloor(1, 0, 0);

        assertThat(alone(unit(leg(1, 2, 50), leg(3, 1, 50)), empty, account(2, 0), account(3, 0)))
                .isEqualTo(new InsufficientFunds(FIRST));
        assertThat(alone(unit(leg(3, 1, 50), leg(1, 2, 50)), empty, account(2, 0), account(3, 0)))
                .isInstanceOf(Posted.class);
    }

    @Test
    void refusesADebitOfAnAccountThatIsBelowItsFloor() {
        assertThat(alone(unit(leg(1, 2, 5)), withFloor(1, -100, 0), account(2, 0)))
                .isEqualTo(new InsufficientFunds(FIRST));
    }

    @Test
    void refusesACreditToAnAccountThatIsAboveItsCeiling() {
        assertThat(alone(unit(leg(2, 1, 5)), withCeiling(1, 100, 0), account(2, 0)))
                .isEqualTo(new CeilingExceeded(FIRST));
    }

    @Test
    void letsACreditIntoAnAccountThatIsBelowItsFloor() {
        assertThat(alone(unit(leg(2, 1, 5)), withFloor(1, -100, 0), account(2, 0)))
                .isInstanceOf(Posted.class);
    }

    @Test
    void letsADebitOutOfAnAccountThatIsAboveItsCeiling() {
        assertThat(alone(unit(leg(1, 2, 5)), withCeiling(1, 100, 0), account(2, 0)))
                .isInstanceOf(Posted.class);
    }

    @Test
    void refusesADebitBelowTheRange() {
        assertThat(alone(unit(leg(1, 2, Long.MAX_VALUE)), account(1, -2), account(2, 0)))
                .isEqualTo(new Overflow(FIRST));
    }

    @Test
    void refusesACreditAboveTheRange() {
        assertThat(alone(unit(leg(1, 2, Long.MAX_VALUE)), account(1, 0), account(2, 1)))
                .isEqualTo(new Overflow(new Place(0, 0, 2)));
    }

    @Test
    void refusesTheOneBalanceThatHasNoOpposite() {
        assertThat(alone(unit(leg(1, 2, Long.MAX_VALUE)), account(1, -1), account(2, 0)))
                .isEqualTo(new Overflow(FIRST));
        assertThat(alone(unit(leg(1, 2, Long.MAX_VALUE)), account(1, 0), account(2, 0)))
                .isInstanceOf(Posted.class);
    }

    @Test
    void saysThatFundsAreLackingBeforeItSaysThatTheRangeIsLeft() {
        Account poor = withFloor(1, -Long.MAX_VALUE, -Long.MAX_VALUE);
        Account full = withCeiling(2, Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(alone(unit(leg(1, 2, 1)), poor, full)).isEqualTo(new InsufficientFunds(FIRST));
        assertThat(alone(unit(leg(1, 2, 1)), account(1, 0), full)).isEqualTo(new CeilingExceeded(new Place(0, 0, 2)));
    }
}
