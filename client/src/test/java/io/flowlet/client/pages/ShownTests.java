package io.flowlet.client.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.sdk.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTests {
    @ParameterizedTest
    @CsvSource({"0,0.00", "5,5.00", "1234567.5,1\u202f234\u202f567.50", "-12.5,\u221212.50", "0.005,0.005"})
    void writesAmountsWithARealMinusAndNothingRounded(String value, String shown) {
        assertThat(Shown.number(Money.of(value, "EUR"))).isEqualTo(shown);
    }

    @Test
    void writesAsManyDecimalsAsTheCurrencyHas() {
        assertThat(Shown.money(Money.of("1200", "JPY"))).isEqualTo("1\u202f200\u00a0JPY");
        assertThat(Shown.money(Money.of("1.5", "KWD"))).isEqualTo("1.500\u00a0KWD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"12.50 12.50", "12,50 12.50", "12.5 12.50", "0.01 0.01", "7 7.00", "007 7.00"})
    void readsAmounts(String typed, String value) {
        assertThat(Shown.typed(typed, "EUR")).contains(Money.of(value, "EUR"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0.00",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1.234",
                "1,234",
                "1.2.3",
                "1e2",
                ".5",
                "5.",
                "١",
                "1_0",
                "1234567890123"
            })
    void neverGuessesAtAnAmount(String typed) {
        assertThat(Shown.typed(typed, "EUR")).isEmpty();
    }

    @Test
    void readsWhatItWrites() {
        long seed = Long.getLong("flowlet.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Money money = new Money(BigDecimal.valueOf(1 + random.nextLong(99_999_999_999L), 2), "EUR");
            String written = Shown.number(money).replace("\u202f", "");
            assertThat(Shown.typed(written, "EUR")).as("seed %d", seed).contains(money);
        }
    }

    @Test
    void saysHowLongAgo() {
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        assertThat(Shown.age(now.minusSeconds(20), now)).isEqualTo("just now");
        assertThat(Shown.age(now.minus(Duration.ofMinutes(59)), now)).isEqualTo("59 min");
        assertThat(Shown.age(now.minus(Duration.ofHours(23)), now)).isEqualTo("23 h");
        assertThat(Shown.age(now.minus(Duration.ofDays(3)), now)).isEqualTo("3 d");
    }

    @Test
    void turnsCodesIntoWords() {
        assertThat(Shown.words("name_and_birth_date")).isEqualTo("Name and birth date");
        assertThat(Shown.list("ofac_sdn")).isEqualTo("OFAC SDN");
        assertThat(Shown.list("house_list")).isEqualTo("House list");
    }
}
