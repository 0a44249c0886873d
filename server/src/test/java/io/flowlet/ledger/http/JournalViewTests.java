package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.JournalDay;
import io.flowlet.money.Currency;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalViewTests {
    private static final LocalDate DAY = LocalDate.of(2026, 10, 31);

    @Test
    void writesExactSumsThatNoLongHolds() {
        BigInteger sum = BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.TEN);
        JournalDay day = new JournalDay(
                DAY,
                List.of(
                        new JournalDay.Line(DAY, "1100", Currency.of("BHD"), sum, BigInteger.ZERO, 7),
                        new JournalDay.Line(DAY.minusDays(1), "2100", Currency.of("JPY"), BigInteger.ZERO, sum, 8)));

        assertThat(JournalView.of(day).csv()).isEqualTo("""
                        booked_on,value_on,gl_code,currency,debit,credit,entries\r
                        2026-10-31,2026-10-31,1100,BHD,92233720368547758.070,0.000,7\r
                        2026-10-31,2026-10-30,2100,JPY,0,92233720368547758070,8\r
                        """);
    }

    @Test
    void leavesNothingThatASpreadsheetWouldRun() {
        assertThat(JournalView.field("=1+2")).isEqualTo("'=1+2");
        assertThat(JournalView.field("+1")).isEqualTo("'+1");
        assertThat(JournalView.field("-1")).isEqualTo("'-1");
        assertThat(JournalView.field("@SUM(A1)")).isEqualTo("'@SUM(A1)");
        assertThat(JournalView.field("\t=1")).isEqualTo("'\t=1");
        assertThat(JournalView.field("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
        assertThat(JournalView.field("2100")).isEqualTo("2100");
    }
}
