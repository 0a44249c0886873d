package io.flowlet.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Iso4217Tests {
    private static final String HEADER = "code,numeric,digits,name\n";

    @Test
    void readsRowsAndLeavesOutComments() {
        Iso4217 table = Iso4217.read(
                "# edition\n" + HEADER + "EUR,978,2,Euro\n# metals\nXAU,959,-,Gold\nALL,008,2,Lek\nAAA,000,0,None\n");

        assertThat(table.currencies()).extracting(Currency::code).containsExactly("AAA", "ALL", "EUR");
        assertThat(table.byCode("XAU")).isEqualTo(CurrencyRefusal.WITHOUT_MINOR_UNIT);
        assertThat(table.byCode("JPY")).isEqualTo(CurrencyRefusal.UNKNOWN);
        assertThat(table.byNumericCode(8)).isSameAs(table.byCode("ALL"));
        assertThat(table.byNumericCode(0)).isSameAs(table.byCode("AAA"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eur,978,2,Euro",
                "EURO,978,2,Euro",
                "EUR,78,2,Euro",
                "EUR,978,5,Euro",
                "EUR,978,-1,Euro",
                "EUR,978,,Euro",
                "EUR,978,2,",
                "EUR,978,2",
                "EUR,978,2,Euro,EU",
                "EUR;978;2;Euro",
                ""
            })
    void refusesMalformedRow(String row) {
        assertThatThrownBy(() -> Iso4217.read(HEADER + "JPY,392,0,Yen\n" + row + "\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("malformed row")
                .hasMessageEndingWith(row);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR,979,2,Euro", "EUX,978,2,Euro", "XAU,978,-,Gold"})
    void refusesRowThatRepeatsEitherCode(String row) {
        assertThatThrownBy(() -> Iso4217.read(HEADER + "EUR,978,2,Euro\n" + row + "\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("repeated code")
                .hasMessageEndingWith(row);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing else\n", "EUR,978,2,Euro\n", "code,numeric,name\n"})
    void refusesTableWithoutHeader(String csv) {
        assertThatThrownBy(() -> Iso4217.read(csv))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no header");
    }

    @Test
    void readsTheWholeShippedTable() {
        assertThat(Iso4217.load("iso4217.csv").currencies())
                .extracting(Currency::code)
                .isEqualTo(Currency.all().stream().map(Currency::code).toList())
                .hasSize(165);
    }

    @Test
    void refusesToStartWithoutTheTable() {
        assertThatThrownBy(() -> Iso4217.load("nowhere.csv"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nowhere.csv is missing");
    }
}
