package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.account;
import static io.flowlet.ledger.internal.engine.Given.batch;
import static io.flowlet.ledger.internal.engine.Given.build;
import static io.flowlet.ledger.internal.engine.Given.leg;
import static io.flowlet.ledger.internal.engine.Given.post;
import static io.flowlet.ledger.internal.engine.Given.unit;
import static io.flowlet.ledger.internal.engine.Given.withFloor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.ledger.internal.engine.Outcome.CurrencyMismatch;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import io.flowlet.money.Allotment;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a bank would try first. */
final class BankTests {
    @Test
    void movesTheLeastAndTheLargestAmountOfCurrenciesWithZeroTwoAndThreeDigits() {
        for (String code : List.of("JPY", "EUR", "BHD")) {
            Currency currency = Currency.of(code);
            short number = (short) currency.numericCode();
            for (long minor : new long[] {1, 10, Long.MAX_VALUE}) {
                Money amount = new Money(currency, minor);
                Batch batch = batch(
                        build(1).currency(number).get(),
                        build(2).currency(number).get());

                assertThat(batch.decide(unit(new Leg(1, 2, amount.minor(), number))))
                        .as("%s", amount)
                        .isInstanceOf(Posted.class);
                assertThat(batch.changedAccounts()).extracting(Account::posted).containsExactly(-minor, minor);
            }
        }
    }

    @Test
    void losesNothingInTenThousandTransfersOfOneCent() {
        Batch batch = batch(withFloor(1, 10_000, 0), account(2, 0));
        for (int i = 0; i < 10_000; i++) {
            assertThat(batch.decide(unit(leg(1, 2, 1)))).isInstanceOf(Posted.class);
        }

        assertThat(batch.decide(unit(leg(1, 2, 1)))).isInstanceOf(InsufficientFunds.class);
        assertThat(batch.changedAccounts())
                .extracting(Account::posted, Account::version)
                .containsExactly(tuple(0L, 10_007L), tuple(10_000L, 10_007L));
    }

    @Test
    void splitsAHundredThreeWaysWithoutLosingACent() {
        List<Leg> legs = new ArrayList<>();
        for (Money part : Allotment.equally(new Money(Currency.of("EUR"), 10_000), 3)) {
            legs.add(leg(1, 2 + legs.size(), part.minor()));
        }
        Batch batch = batch(withFloor(1, 10_000, 0), account(2, 0), account(3, 0), account(4, 0));
        batch.decide(unit(post(legs.toArray(Leg[]::new))));

        assertThat(batch.changedAccounts())
                .extracting(Account::posted)
                .containsExactlyInAnyOrder(0L, 3_334L, 3_333L, 3_333L);
    }

    @Test
    void exchangesOverAPositionInEachCurrencyWholeOrNotAtAll() {
        Account yenPosition = build(3).currency(Given.JPY).get();
        Account yenPurse = build(4).currency(Given.JPY).get();
        Leg sold = leg(1, 2, 100);
        Leg bought = new Leg(3, 4, 16_000, Given.JPY);

        assertThat(batch(withFloor(1, 100, 0), account(2, 0), yenPosition, yenPurse)
                        .decide(unit(sold, bought)))
                .isInstanceOf(Posted.class);
        Batch poor = batch(withFloor(1, 99, 0), account(2, 0), yenPosition, yenPurse);
        assertThat(poor.decide(unit(bought, sold))).isInstanceOf(InsufficientFunds.class);
        assertThat(poor.changedAccounts()).isEmpty();
        assertThat(poor.decide(unit(leg(1, 4, 1)))).isInstanceOf(CurrencyMismatch.class);
    }
}
