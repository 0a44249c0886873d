package io.flowlet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PgbenchTests {
    private static final String VERSION_15 = """
            pgbench (15.13 (Debian 15.13-0+deb12u1), server 18.6)
            transaction type: <builtin: TPC-B (sort of)>
            scaling factor: 16
            query mode: simple
            number of clients: 16
            number of threads: 2
            duration: 4 s
            number of transactions actually processed: 14512
            number of failed transactions: 0 (0.000%)
            latency average = 4.372 ms
            initial connection time = 41.102 ms
            tps = 3659.702281 (without initial connection time)
            """;

    @Test
    void readsTransactionsAndTheRateWithoutTheTimeOfConnecting() {
        assertThat(Pgbench.Report.of(VERSION_15)).isEqualTo(new Pgbench.Report(14_512, 3659.702281));
    }

    @Test
    void readsTheWordsOfOlderVersions() {
        String old = """
                number of transactions actually processed: 100
                tps = 10.5 (including connections establishing)
                tps = 11.5 (excluding connections establishing)
                """;
        assertThat(Pgbench.Report.of(old).perSecond()).isEqualTo(11.5);
    }

    @Test
    void doesNotTakeAFailureForAFigure() {
        assertThatThrownBy(() -> Pgbench.Report.of("pgbench: error: connection to server failed"))
                .hasMessageContaining("connection to server failed");
    }
}
