package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.EUR;
import static io.flowlet.ledger.internal.engine.Given.JPY;
import static io.flowlet.ledger.internal.engine.Given.NOW;
import static io.flowlet.ledger.internal.engine.Given.account;
import static io.flowlet.ledger.internal.engine.Given.alone;
import static io.flowlet.ledger.internal.engine.Given.batch;
import static io.flowlet.ledger.internal.engine.Given.build;
import static io.flowlet.ledger.internal.engine.Given.inState;
import static io.flowlet.ledger.internal.engine.Given.keyed;
import static io.flowlet.ledger.internal.engine.Given.leg;
import static io.flowlet.ledger.internal.engine.Given.post;
import static io.flowlet.ledger.internal.engine.Given.unit;
import static io.flowlet.ledger.internal.engine.Given.uuid;
import static io.flowlet.ledger.internal.engine.Given.withFloor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.ledger.internal.engine.Outcome.AccountClosed;
import io.flowlet.ledger.internal.engine.Outcome.AccountControlled;
import io.flowlet.ledger.internal.engine.Outcome.AccountFrozen;
import io.flowlet.ledger.internal.engine.Outcome.CurrencyMismatch;
import io.flowlet.ledger.internal.engine.Outcome.Duplicate;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.KeyReused;
import io.flowlet.ledger.internal.engine.Outcome.Place;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import io.flowlet.ledger.internal.engine.Outcome.SameAccount;
import io.flowlet.ledger.internal.engine.Outcome.UnknownAccount;
import io.flowlet.ledger.internal.engine.PostedTransfer.Side;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a batch is: units in order, keys, all or nothing, and the checks that come before any money moves. */
final class BatchTests {
    private static final Place FIRST = new Place(0, 0, 1);

    @Test
    void postsWithVersionAndBalanceOfBothSides() {
        Batch batch = batch(account(1, 500), account(2, -20));

        assertThat(batch.decide(unit(leg(1, 2, 300))))
                .isEqualTo(new Posted(
                        List.of(new PostedTransfer(
                                uuid(1),
                                0,
                                TransferKind.POST,
                                NOW,
                                leg(1, 2, 300),
                                new Side(8, 200),
                                new Side(8, 280),
                                0,
                                null)),
                        List.of()));
    }

    @Test
    void decidesEachUnitAgainstTheEffectsOfThoseBefore() {
        Batch batch = batch(withFloor(1, 100, 0), account(2, 0));

        assertThat(batch.decide(unit(leg(1, 2, 60)))).isInstanceOf(Posted.class);
        assertThat(batch.decide(unit(leg(1, 2, 60)))).isEqualTo(new InsufficientFunds(FIRST));
        assertThat(batch.decide(unit(leg(1, 2, 40)))).isInstanceOf(Posted.class);
    }

    @Test
    void listsEachChangedAccountOnceWithItsLastVersion() {
        Batch batch = batch(account(1, 0), account(2, 0), account(3, 0));
        batch.decide(unit(leg(1, 2, 5), leg(1, 2, 6)));
        batch.decide(unit(leg(2, 1, 1)));

        assertThat(batch.changedAccounts())
                .extracting(Account::id, Account::version, Account::posted)
                .containsExactly(tuple(1L, 10L, -10L), tuple(2L, 10L, 10L));
    }

    @Test
    void leavesNoTraceOfARefusedUnit() {
        Batch batch = batch(account(1, 0), withFloor(2, 0, 0), account(3, 0));

        assertThat(batch.decide(unit(post(leg(1, 3, 50)), post(leg(1, 3, 9), leg(2, 3, 1)))))
                .isEqualTo(new InsufficientFunds(new Place(1, 1, 2)));
        assertThat(batch.changedAccounts()).isEmpty();
        assertThat(batch.decide(unit(leg(1, 3, 1))))
                .isInstanceOfSatisfying(
                        Posted.class,
                        posted -> assertThat(posted.transfers().getFirst().debit())
                                .isEqualTo(new Side(8, -1)));
    }

    @Test
    void answersTheSameKeyAndRequestAsADuplicate() {
        Batch batch = batch(account(1, 0), account(2, 0));
        batch.decide(unit(leg(1, 2, 1)));
        batch.decide(keyed("k", "h", leg(1, 2, 5)));

        assertThat(batch.decide(keyed("k", "h", leg(1, 2, 5)))).isEqualTo(new Duplicate(1));
        assertThat(batch.decide(keyed("other", "h", leg(1, 2, 5)))).isInstanceOf(Posted.class);
        assertThat(batch.changedAccounts()).extracting(Account::posted).containsExactly(-11L, 11L);
    }

    @Test
    void answersARefusedKeyWithItsRefusalEvenWhenMoneyHasComeInSince() {
        Batch batch = batch(withFloor(1, 0, 0), account(2, 0));
        batch.decide(keyed("k", "h", leg(1, 2, 5)));
        batch.decide(unit(leg(2, 1, 100)));

        assertThat(batch.decide(keyed("k", "h", leg(1, 2, 5)))).isEqualTo(new Duplicate(0));
    }

    @Test
    void refusesTheSameKeyWithAnotherRequest() {
        Batch batch = batch(account(1, 0), account(2, 0));
        batch.decide(keyed("k", "h", leg(1, 2, 5)));

        assertThat(batch.decide(keyed("k", "other", leg(1, 2, 6)))).isEqualTo(new KeyReused(0));
        assertThat(batch.changedAccounts()).extracting(Account::posted).containsExactly(-5L, 5L);
    }

    @Test
    void refusesAnUnknownDebitAccount() {
        assertThat(alone(unit(leg(9, 1, 5)), account(1, 0))).isEqualTo(new UnknownAccount(new Place(0, 0, 9)));
    }

    @Test
    void refusesAnUnknownCreditAccount() {
        assertThat(alone(unit(leg(1, 9, 5)), account(1, 0))).isEqualTo(new UnknownAccount(new Place(0, 0, 9)));
    }

    @Test
    void refusesAnAccountOfAnotherModule() {
        Account wallet = build(2).owner("wallets").get();

        assertThat(alone(unit(leg(1, 2, 5)), account(1, 0), wallet))
                .isEqualTo(new AccountControlled(new Place(0, 0, 2)));
        assertThat(alone(unit(leg(2, 1, 5)), account(1, 0), wallet))
                .isEqualTo(new AccountControlled(new Place(0, 0, 2)));
        Unit ofWallets = new Unit(null, Set.of("wallets", "program"), List.of(post(leg(1, 2, 5))));
        assertThat(alone(ofWallets, account(1, 0), wallet)).isInstanceOf(Posted.class);
    }

    @Test
    void refusesAClosedAccount() {
        Account closed = inState(2, AccountState.CLOSED);

        assertThat(alone(unit(leg(1, 2, 5)), account(1, 0), closed)).isEqualTo(new AccountClosed(new Place(0, 0, 2)));
        assertThat(alone(unit(leg(2, 1, 5)), account(1, 0), closed)).isEqualTo(new AccountClosed(new Place(0, 0, 2)));
    }

    @Test
    void refusesDebitsOfADebitFrozenAccount() {
        Account frozen = inState(1, AccountState.DEBIT_FROZEN);

        assertThat(alone(unit(leg(1, 2, 5)), frozen, account(2, 0))).isEqualTo(new AccountFrozen(FIRST));
    }

    @Test
    void letsCreditsIntoADebitFrozenAccount() {
        Account frozen = inState(1, AccountState.DEBIT_FROZEN);

        assertThat(alone(unit(leg(2, 1, 5)), frozen, account(2, 0))).isInstanceOf(Posted.class);
    }

    @Test
    void refusesDebitsOfAFrozenAccount() {
        Account frozen = inState(1, AccountState.FROZEN);

        assertThat(alone(unit(leg(1, 2, 5)), frozen, account(2, 0))).isEqualTo(new AccountFrozen(FIRST));
    }

    @Test
    void refusesCreditsOfAFrozenAccount() {
        Account frozen = inState(1, AccountState.FROZEN);

        assertThat(alone(unit(leg(2, 1, 5)), frozen, account(2, 0))).isEqualTo(new AccountFrozen(FIRST));
    }

    @Test
    void refusesToMoveMoneyToTheSameAccount() {
        assertThat(alone(unit(leg(1, 1, 5)), account(1, 0))).isEqualTo(new SameAccount(FIRST));
    }

    @Test
    void refusesAnAccountOfAnotherCurrency() {
        Account yen = build(2).currency(JPY).get();

        assertThat(alone(unit(leg(1, 2, 5)), account(1, 0), yen)).isEqualTo(new CurrencyMismatch(new Place(0, 0, 2)));
        assertThat(alone(unit(leg(2, 1, 5)), account(1, 0), yen)).isEqualTo(new CurrencyMismatch(new Place(0, 0, 2)));
    }

    @Test
    void looksAtAllLegsBeforeTheNextCheck() {
        Account wallet = build(2).owner("wallets")
                .currency(JPY)
                .state(AccountState.CLOSED)
                .get();
        Account closed = build(3).currency(JPY).state(AccountState.CLOSED).get();
        Account frozen = build(4).currency(JPY).state(AccountState.FROZEN).get();
        Account yen = build(5).currency(JPY).get();
        Account poor = withFloor(1, 0, 0);
        Leg overdraws = leg(1, 6, 5);
        Account[] all = {poor, wallet, closed, frozen, yen, account(6, 0)};

        assertThat(alone(
                        unit(
                                overdraws,
                                leg(6, 5, 1),
                                leg(6, 6, 1),
                                leg(4, 6, 1),
                                leg(3, 6, 1),
                                leg(2, 6, 1),
                                leg(9, 6, 1)),
                        all))
                .isEqualTo(new UnknownAccount(new Place(0, 6, 9)));
        assertThat(alone(unit(overdraws, leg(6, 5, 1), leg(6, 6, 1), leg(4, 6, 1), leg(3, 6, 1), leg(2, 6, 1)), all))
                .isEqualTo(new AccountControlled(new Place(0, 5, 2)));
        assertThat(alone(unit(overdraws, leg(6, 5, 1), leg(6, 6, 1), leg(4, 6, 1), leg(3, 6, 1)), all))
                .isEqualTo(new AccountClosed(new Place(0, 4, 3)));
        assertThat(alone(unit(overdraws, leg(6, 5, 1), leg(6, 6, 1), leg(4, 6, 1)), all))
                .isEqualTo(new AccountFrozen(new Place(0, 3, 4)));
        assertThat(alone(unit(overdraws, leg(6, 5, 1), leg(6, 6, 1)), all))
                .isEqualTo(new SameAccount(new Place(0, 2, 6)));
        assertThat(alone(unit(overdraws, leg(6, 5, 1)), all)).isEqualTo(new CurrencyMismatch(new Place(0, 1, 5)));
        assertThat(alone(unit(overdraws), all)).isEqualTo(new InsufficientFunds(FIRST));
    }

    @Test
    void cannotBuildALegWithoutAPositiveAmount() {
        assertThatIllegalArgumentException().isThrownBy(() -> leg(1, 2, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> leg(1, 2, -1));
    }

    @Test
    void cannotBuildATransactionWithoutLegsOrWithTooMany() {
        assertThatIllegalArgumentException().isThrownBy(() -> post());
        assertThat(post(Collections.nCopies(100, leg(1, 2, 1)).toArray(Leg[]::new))
                        .legs())
                .hasSize(100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> post(Collections.nCopies(101, leg(1, 2, 1)).toArray(Leg[]::new)));
    }

    @Test
    void cannotBuildAnEmptyUnit() {
        assertThatIllegalArgumentException().isThrownBy(() -> unit(new Instruction[0]));
    }

    @Test
    void cannotBuildAnAccountOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> account(1, Long.MIN_VALUE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(1).held(-1, 0).get());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(1).held(0, -1).get());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Account(1, "program", EUR, 0, 0, 0, null, null, -1, AccountState.OPEN, Counters.NONE));
    }

    @Test
    void storedCodesAreTheOnesThatWereOnceGivenOut() {
        assertThat(AccountState.values())
                .extracting(AccountState::code)
                .containsExactly((short) 0, (short) 1, (short) 2, (short) 3);
        assertThat(TransferKind.values())
                .extracting(TransferKind::code)
                .containsExactly((short) 1, (short) 2, (short) 3, (short) 4, (short) 5, (short) 6, (short) 7);
        for (AccountState state : AccountState.values()) {
            assertThat(AccountState.ofCode(state.code())).isSameAs(state);
        }
        for (TransferKind kind : TransferKind.values()) {
            assertThat(TransferKind.ofCode(kind.code())).isSameAs(kind);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> AccountState.ofCode(4));
        assertThatIllegalArgumentException().isThrownBy(() -> TransferKind.ofCode(0));
    }
}
