package io.flowlet.money;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CurrencyTests {
    /** Uruguay's unit of pensions, on List One since 2018; the JDK follows the currencies of countries only. */
    private static final Set<String> NOT_IN_THE_JDK = Set.of("UYW");

    /** The JDK never removes a code; these have left List One. */
    private static final Set<String> WITHDRAWN = Set.of(
                    // replaced by the euro, Croatia in 2023 and Bulgaria in 2026 the last
                    "ADP ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK"
                            // redenominated or renamed: a new code has taken over
                            + " AFA ANG AZM BGL BYB BYR CSD GHC MGF MRO MZM ROL RUR SDD SLL SRG STD TMM TRL VEB VEF YUM ZMK"
                            + " ZWD ZWL ZWN ZWR"
                            // gone without a successor of their own, or never used
                            + " AYM CUC GWP TPE USS XFO XFU")
            .stream()
            .flatMap(codes -> Set.of(codes.split(" ")).stream())
            .collect(Collectors.toSet());

    private static final Set<String> WITHOUT_MINOR_UNIT =
            Set.of("XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX");

    @Test
    void holdsAsManyCodesOfEachPrecisionAsListOne() {
        Map<Integer, Long> currenciesByDigits =
                Currency.all().stream().collect(groupingBy(Currency::digits, counting()));

        assertThat(currenciesByDigits).isEqualTo(Map.of(0, 17L, 2, 139L, 3, 7L, 4, 2L));
    }

    @Test
    void agreesWithTheJdkOnDigitsAndNumericCodes() {
        for (Currency currency : Currency.all()) {
            Optional<java.util.Currency> peer = jdkCurrency(currency.code());
            if (NOT_IN_THE_JDK.contains(currency.code())) {
                assertThat(peer).as("%s has come to the JDK", currency).isEmpty();
                continue;
            }
            assertThat(peer).as("%s in the JDK", currency).isPresent();
            assertThat(currency.digits())
                    .as("digits of %s", currency)
                    .isEqualTo(peer.orElseThrow().getDefaultFractionDigits());
            assertThat(currency.numericCode())
                    .as("numeric code of %s", currency)
                    .isEqualTo(peer.orElseThrow().getNumericCode());
        }
    }

    @Test
    void lacksOnlyThoseCodesOfTheJdkThatTheStandardHasWithdrawn() {
        Set<String> lacking = java.util.Currency.getAvailableCurrencies().stream()
                .map(java.util.Currency::getCurrencyCode)
                .filter(code -> Currency.lookup(code) == CurrencyRefusal.UNKNOWN)
                .collect(Collectors.toSet());

        assertThat(lacking).isEqualTo(WITHDRAWN);
    }

    @Test
    void knowsCodesWithoutMinorUnitButRefusesThemAsMoney() {
        for (String code : WITHOUT_MINOR_UNIT) {
            java.util.Currency peer = java.util.Currency.getInstance(code);

            assertThat(peer.getDefaultFractionDigits()).as(code).isEqualTo(-1);
            assertThat(Currency.lookup(code)).as(code).isEqualTo(CurrencyRefusal.WITHOUT_MINOR_UNIT);
            assertThat(Currency.lookup(peer.getNumericCode())).as(code).isEqualTo(CurrencyRefusal.WITHOUT_MINOR_UNIT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 978, 2, Euro",
        "GBP, 826, 2, Pound Sterling",
        "ALL, 8, 2, Lek",
        "JPY, 392, 0, Yen",
        "BHD, 48, 3, Bahraini Dinar",
        "CLF, 990, 4, Unidad de Fomento",
        "UYW, 927, 4, Unidad Previsional",
        "UYI, 940, 0, Uruguay Peso en Unidades Indexadas (UI)",
        "BOV, 984, 2, Mvdol",
        "CHE, 947, 2, WIR Euro",
        "CHW, 948, 2, WIR Franc",
        "COU, 970, 2, Unidad de Valor Real",
        "MXV, 979, 2, Mexican Unidad de Inversion (UDI)",
        "USN, 997, 2, US Dollar (Next day)",
        "XCG, 532, 2, Caribbean Guilder",
        "ZWG, 924, 2, Zimbabwe Gold",
        "SLE, 925, 2, Leone",
        "XAD, 396, 2, Arab Accounting Dinar",
        "VED, 926, 2, Bolívar Soberano",
        "VES, 928, 2, Bolívar Soberano",
    })
    void findsCurrencyByEitherCode(String code, int numericCode, int digits, String name) {
        Currency currency = Currency.of(code);

        assertThat(currency.code()).isEqualTo(code);
        assertThat(currency.numericCode()).isEqualTo(numericCode);
        assertThat(currency.digits()).isEqualTo(digits);
        assertThat(currency.name()).isEqualTo(name);
        assertThat(currency).hasToString(code);
        assertThat(Currency.lookup(code)).isSameAs(currency);
        assertThat(Currency.lookup(numericCode)).isSameAs(currency);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "eur", "Eur", "EU", "EURO", " EUR", "EUR ", "EUR\n", "ＥＵＲ", "978", "ZZZ", "BGN", "ANG", "ZWL"
            })
    void refusesWhatIsNoCodeOfListOne(String code) {
        assertThat(Currency.lookup(code)).isEqualTo(CurrencyRefusal.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -978, -1, 0, 1, 191, 975, 998, 1000, Integer.MAX_VALUE})
    void refusesWhatIsNoNumericCodeOfListOne(int numericCode) {
        assertThat(Currency.lookup(numericCode)).isEqualTo(CurrencyRefusal.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"XAU, WITHOUT_MINOR_UNIT", "eur, UNKNOWN"})
    void throwsForCodeThatTheProgramTookForCurrency(String code, String refusal) {
        assertThatThrownBy(() -> Currency.of(code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(code)
                .hasMessageContaining(refusal);
    }

    @Test
    void listsCurrenciesInOrderOfTheirCodes() {
        assertThat(Currency.all())
                .isSortedAccordingTo(Comparator.comparing(Currency::code))
                .doesNotHaveDuplicates();
        assertThat(Currency.all()).isUnmodifiable();
    }

    @Test
    void looksUpWithoutAllocating() {
        int lookups = 100_000;
        lookUp(lookups);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        int found = lookUp(lookups);
        long allocatedBytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(found).isEqualTo(2 * lookups);
        assertThat(allocatedBytes).isLessThan(lookups);
    }

    private static int lookUp(int times) {
        int found = 0;
        for (int i = 0; i < times; i++) {
            found += Currency.lookup("EUR") instanceof Currency ? 1 : 0;
            found += Currency.lookup(978) instanceof Currency ? 1 : 0;
        }
        return found;
    }

    private static Optional<java.util.Currency> jdkCurrency(String code) {
        return java.util.Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getCurrencyCode().equals(code))
                .findFirst();
    }
}
