package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.EUR;
import static io.flowlet.ledger.internal.engine.Given.JPY;
import static io.flowlet.ledger.internal.engine.Given.NOW;
import static io.flowlet.ledger.internal.engine.Given.account;
import static io.flowlet.ledger.internal.engine.Given.build;
import static io.flowlet.ledger.internal.engine.Given.leg;
import static io.flowlet.ledger.internal.engine.Given.unit;
import static io.flowlet.ledger.internal.engine.Given.uuid;
import static io.flowlet.ledger.internal.engine.Given.withFloor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.ledger.internal.engine.Outcome.AccountControlled;
import io.flowlet.ledger.internal.engine.Outcome.AccountFrozen;
import io.flowlet.ledger.internal.engine.Outcome.AlreadyReversed;
import io.flowlet.ledger.internal.engine.Outcome.CurrencyMismatch;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.Overflow;
import io.flowlet.ledger.internal.engine.Outcome.Place;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import io.flowlet.ledger.internal.engine.Outcome.ReversalExceedsRest;
import io.flowlet.ledger.internal.engine.PostedTransfer.Side;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Moving back what earlier transfers moved. */
final class ReversalTests {
    private static final UUID ONE = uuid(1);
    private static final UUID OTHER = Given.transfer(ONE, 1);

    @Test
    void movesBackTheOtherWayRound() {
        Batch batch = of(List.of(), account(1, -100), account(2, 100));

        assertThat(batch.decide(unit(reverse(7, part(ONE, 100, null)))))
                .isEqualTo(new Posted(
                        List.of(new PostedTransfer(
                                uuid(7),
                                0,
                                TransferKind.REVERSAL,
                                NOW,
                                leg(2, 1, 100),
                                new Side(8, 0),
                                new Side(8, 0),
                                0,
                                ONE)),
                        List.of()));
        assertThat(batch.changedReversals()).containsExactly(new Reversed(ONE, 100, 100));
    }

    @Test
    void movesBackInPartsAndNeverMoreThanIsLeft() {
        Batch batch = of(List.of(new Reversed(ONE, 100, 30)), account(1, 0), account(2, 0));

        assertThat(batch.decide(unit(reverse(7, part(ONE, 100, 71L))))).isEqualTo(new ReversalExceedsRest(at(0, 0)));
        assertThat(batch.decide(unit(reverse(7, part(ONE, 100, 60L))))).isInstanceOf(Posted.class);
        assertThat(batch.changedReversals()).containsExactly(new Reversed(ONE, 100, 90));
        assertThat(amounts(batch.decide(unit(reverse(8, part(ONE, 100, null))))))
                .containsExactly(10L);
        assertThat(batch.decide(unit(reverse(9, part(ONE, 100, null))))).isEqualTo(new AlreadyReversed(at(0, 0)));
        assertThat(batch.decide(unit(reverse(9, part(ONE, 100, 1L))))).isEqualTo(new AlreadyReversed(at(0, 0)));
    }

    @Test
    void letsAPartOfExactlyWhatIsLeftMoveBack() {
        Batch batch = of(List.of(new Reversed(ONE, 100, 30)), account(1, 0), account(2, 0));

        assertThat(amounts(batch.decide(unit(reverse(7, part(ONE, 100, 70L)))))).containsExactly(70L);
    }

    @Test
    void movesTheLastPartFirst() {
        // 1 paid 2, and 2 passed it on to 3: only in the other order has 2 the money
        Batch batch = of(List.of(), account(1, -100), withFloor(2, 0, 0), account(3, 100));
        Reverse reverse =
                reverse(7, new Reverse.Part(ONE, 1, 2, EUR, 100, null), new Reverse.Part(OTHER, 2, 3, EUR, 100, null));

        Outcome outcome = batch.decide(unit(reverse));

        assertThat(outcome).isInstanceOf(Posted.class);
        assertThat(((Posted) outcome).transfers())
                .extracting(PostedTransfer::index, PostedTransfer::ref)
                .containsExactly(tuple(0, OTHER), tuple(1, ONE));
    }

    @Test
    void namesThePartAsTheCommandDoes() {
        Batch batch = of(List.of(), account(1, 0), account(2, 0), withFloor(3, 0, 0));
        Reverse reverse =
                reverse(7, new Reverse.Part(ONE, 1, 2, EUR, 100, null), new Reverse.Part(OTHER, 1, 3, EUR, 100, null));

        assertThat(batch.decide(unit(reverse))).isEqualTo(new InsufficientFunds(new Place(0, 1, 3)));
        assertThat(batch.changedReversals()).isEmpty();
    }

    @Test
    void passesOverAPartThatHasNothingLeftWhenOthersMove() {
        Batch batch = of(
                List.of(new Reversed(OTHER, 50, 50)),
                account(1, 0),
                account(2, 0),
                build(3).state(AccountState.FROZEN).get());
        Reverse.Part done = new Reverse.Part(OTHER, 3, 2, EUR, 50, null);

        Outcome outcome = batch.decide(unit(reverse(7, part(ONE, 100, null), done)));

        assertThat(amounts(outcome)).containsExactly(100L);
        assertThat(((Posted) outcome).transfers().getFirst().index()).isZero();
        assertThat(batch.decide(unit(reverse(8, part(ONE, 100, null), part(OTHER, 50, null)))))
                .isEqualTo(new AlreadyReversed(at(0, 1)));
    }

    @Test
    void refusesAnAmountOfAPartThatHasNothingLeft() {
        Batch batch = of(List.of(new Reversed(OTHER, 50, 50)), account(1, 0), account(2, 0));

        assertThat(batch.decide(unit(reverse(7, part(ONE, 100, null), part(OTHER, 50, 1L)))))
                .isEqualTo(new ReversalExceedsRest(at(0, 1)));
    }

    @Test
    void seesTheReversalsOfTheSameUnit() {
        Batch batch = of(List.of(), account(1, 0), account(2, 0));

        assertThat(batch.decide(unit(reverse(7, part(ONE, 100, null)), reverse(8, part(ONE, 100, null)))))
                .isEqualTo(new AlreadyReversed(at(1, 0)));
        assertThat(batch.decide(unit(reverse(7, part(ONE, 100, 60L)), reverse(8, part(ONE, 100, 41L)))))
                .isEqualTo(new ReversalExceedsRest(at(1, 0)));
        assertThat(batch.changedReversals()).isEmpty();
        Reverse rest = reverse(8, part(ONE, 100, null), part(OTHER, 50, null));
        assertThat(amounts(batch.decide(unit(reverse(7, part(OTHER, 50, null)), rest))))
                .containsExactly(50L, 100L);
    }

    @Test
    void needsFundsARangeAndAnOpenAccountLikeAnyMovement() {
        Reverse all = reverse(7, part(ONE, 100, null));

        assertThat(of(List.of(), account(1, 0), withFloor(2, 99, 0)).decide(unit(all)))
                .isEqualTo(new InsufficientFunds(at(0, 0)));
        assertThat(of(List.of(), account(1, Long.MAX_VALUE), account(2, 0)).decide(unit(all)))
                .isEqualTo(new Overflow(new Place(0, 0, 1)));
        assertThat(of(List.of(), account(1, 0), Given.inState(2, AccountState.DEBIT_FROZEN))
                        .decide(unit(all)))
                .isEqualTo(new AccountFrozen(at(0, 0)));
        assertThat(of(List.of(), account(1, 0), build(2).owner("wallets").get()).decide(unit(all)))
                .isEqualTo(new AccountControlled(at(0, 0)));
        assertThat(of(List.of(), account(1, 0), account(2, 0))
                        .decide(unit(reverse(7, new Reverse.Part(ONE, 1, 2, JPY, 100, null)))))
                .isEqualTo(new CurrencyMismatch(at(0, 0)));
    }

    @Test
    void countsUpAndNeverDownInTheDay() {
        Batch batch = of(List.of(), account(1, 0), account(2, 0));
        batch.decide(unit(leg(1, 2, 100)));
        batch.decide(unit(reverse(7, part(ONE, 100, null))));

        assertThat(batch.changedAccounts())
                .extracting(
                        account -> account.counters().dayDebited(),
                        account -> account.counters().dayCredited())
                .containsExactly(tuple(100L, 100L), tuple(100L, 100L));
    }

    @Test
    void cannotBuildAReversalThatMovesNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> reverse(7));
        assertThatIllegalArgumentException().isThrownBy(() -> part(ONE, 0, null));
        assertThatIllegalArgumentException().isThrownBy(() -> part(ONE, 1, 0L));
        Reverse.Part[] parts = Collections.nCopies(101, part(ONE, 1, null)).toArray(Reverse.Part[]::new);
        assertThatIllegalArgumentException().isThrownBy(() -> reverse(7, parts));
        assertThat(reverse(7, Arrays.copyOf(parts, 100)).parts()).hasSize(100);
    }

    private static Batch of(List<Reversed> reversed, Account... accounts) {
        return new Batch(Given.BOOKING, new Locked(List.of(accounts), List.of(), reversed));
    }

    /** Of a transfer from account 1 to account 2. */
    private static Reverse.Part part(UUID transfer, long movedMinor, @Nullable Long amountMinor) {
        return new Reverse.Part(transfer, 1, 2, EUR, movedMinor, amountMinor);
    }

    private static Reverse reverse(long number, Reverse.Part... parts) {
        return new Reverse(uuid(number), null, List.of(parts));
    }

    private static Place at(int command, int part) {
        return new Place(command, part, 2);
    }

    private static List<Long> amounts(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Posted.class);
        return ((Posted) outcome)
                .transfers().stream()
                        .map(transfer -> transfer.leg().amountMinor())
                        .toList();
    }
}
