package io.flowlet.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.ProgramCommand.Line;
import io.flowlet.ledger.ProgramCommand.Side;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EntryPairingTests {
    private static final Currency EUR = Currency.of("EUR");
    private static final Currency JPY = Currency.of("JPY");

    @Test
    void eachDebitIsMetByTheCreditsThatAreLeftInTheirOrder() {
        assertThat(legs(credit(1, EUR, 30), debit(2, EUR, 50), credit(3, EUR, 40), debit(4, EUR, 20)))
                .containsExactly("2>1 30", "2>3 20", "4>3 20");
    }

    @Test
    void currenciesAreMetByThemselves() {
        assertThat(legs(debit(1, EUR, 10), debit(2, JPY, 7), credit(3, JPY, 7), credit(4, EUR, 10)))
                .containsExactly("1>4 10", "2>3 7");
    }

    @Test
    void whatDoesNotBalanceInACurrencyMakesNoLegs() {
        assertThat(EntryPairing.pair(List.of(debit(1, EUR, 10), credit(2, EUR, 9))))
                .isEmpty();
        assertThat(EntryPairing.pair(List.of(debit(1, EUR, 9), credit(2, EUR, 10))))
                .isEmpty();
        assertThat(EntryPairing.pair(List.of(debit(1, EUR, 10), credit(2, JPY, 10))))
                .isEmpty();
        assertThat(EntryPairing.pair(List.of(credit(1, EUR, 10), credit(2, EUR, 10))))
                .isEmpty();
    }

    @Test
    void sumsBeyondALongAreNoMatter() {
        assertThat(legs(
                        debit(1, EUR, Long.MAX_VALUE),
                        debit(2, EUR, Long.MAX_VALUE),
                        credit(3, EUR, Long.MAX_VALUE),
                        credit(4, EUR, Long.MAX_VALUE)))
                .hasSize(2);
    }

    @Test
    void aHundredLinesMakeAtMostNinetyNineLegs() {
        Random random = new Random(7);
        List<Line> lines = new ArrayList<>();
        long left = 0;
        for (int i = 0; i < 50; i++) {
            long amount = 1L + random.nextInt(1_000);
            lines.add(debit(i, EUR, amount));
            left += amount;
        }
        for (int i = 0; i < 49; i++) {
            long amount = 1L + random.nextInt(100);
            lines.add(credit(100 + i, EUR, amount));
            left -= amount;
        }
        lines.add(credit(200, EUR, left));

        List<EntryPairing.Paired> legs = EntryPairing.pair(lines).orElseThrow();

        assertThat(legs).hasSizeLessThanOrEqualTo(99);
        assertThat(legs.stream()
                        .collect(
                                Collectors.summingLong(leg -> leg.leg().amount().minor())))
                .isEqualTo(lines.stream()
                        .filter(line -> line.side() == Side.DEBIT)
                        .mapToLong(line -> line.amount().minor())
                        .sum());
    }

    private static List<String> legs(Line... lines) {
        return EntryPairing.pair(List.of(lines)).orElseThrow().stream()
                .map(paired -> paired.leg().debit().value().getLeastSignificantBits() + ">"
                        + paired.leg().credit().value().getLeastSignificantBits() + " "
                        + paired.leg().amount().minor())
                .toList();
    }

    private static Line debit(int account, Currency currency, long minor) {
        return new Line(new AccountId(new UUID(0, account)), Side.DEBIT, new Money(currency, minor));
    }

    private static Line credit(int account, Currency currency, long minor) {
        return new Line(new AccountId(new UUID(0, account)), Side.CREDIT, new Money(currency, minor));
    }
}
