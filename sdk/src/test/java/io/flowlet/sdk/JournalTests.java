package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.FakeServer.Reply;
import io.flowlet.sdk.problem.UnreadableAnswer;
import io.flowlet.tlog.Hash;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTests {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    private static final String JSON = """
            {"booked_on":"2026-01-31","lines":[{"value_on":"2026-01-30","gl_code":"1100",
             "debit":{"value":"107.00","currency":"EUR"},"credit":{"value":"0.00","currency":"EUR"},"entries":2}],
             "totals":[{"debit":{"value":"107.00","currency":"EUR"},"credit":{"value":"107.00","currency":"EUR"},"entries":4}]}
            """;
    private static final String CSV = "booked_on,value_on,gl_code,currency,debit,credit,entries\r\n";

    /** As the server gives it: with the digest of its bytes. */
    static Reply journal(String body) {
        return Reply.json(200, body).with("Repr-Digest", "sha-256=" + digest(body));
    }

    private static String digest(String body) {
        return ":" + Hash.sha256(body.getBytes(StandardCharsets.UTF_8)).base64() + ":";
    }

    @Test
    void theLinesOfADayReadAsTheyStand() {
        try (FakeServer server = new FakeServer(request -> journal(JSON));
                Flowlet flowlet = server.client()) {
            LedgerJournal.Day day = flowlet.ledger().journal().on(DAY);

            Money turnover = Money.of("107", "EUR");
            assertThat(day.bookedOn()).isEqualTo(DAY);
            assertThat(day.lines())
                    .containsExactly(new LedgerJournal.Line(
                            LocalDate.of(2026, 1, 30), "1100", turnover, Money.of("0", "EUR"), 2));
            assertThat(day.totals()).containsExactly(new LedgerJournal.Total(turnover, turnover, 4));
            assertThat(server.received().getFirst().header("Accept"))
                    .startsWith("application/problem+json, application/json");
        }
    }

    @Test
    void theBytesOfTheCsvComeAsTheyAre() {
        try (FakeServer server = new FakeServer(request -> journal(CSV));
                Flowlet flowlet = server.client()) {
            assertThat(flowlet.ledger().journal().csv(DAY)).asString().isEqualTo(CSV);
            assertThat(server.received().getFirst().header("Accept")).isEqualTo("application/problem+json, text/csv");
        }
    }

    @Test
    void whenTheDigestIsNotOfTheBytesThenNobodySeesThem() {
        String other = "sha-256=" + digest(CSV + " ");
        for (String wrong :
                List.of(other, "sha-512=" + digest(CSV), "sha-256=x", "", "sha-256=" + digest(CSV) + ", " + other)) {
            try (FakeServer server =
                            new FakeServer(request -> Reply.json(200, CSV).with("Repr-Digest", wrong));
                    Flowlet flowlet = server.client()) {
                assertThatThrownBy(() -> flowlet.ledger().journal().csv(DAY))
                        .as(wrong)
                        .isInstanceOf(UnreadableAnswer.class)
                        .hasRootCauseMessage("its bytes are not those of its Repr-Digest");
                assertThatThrownBy(() -> flowlet.ledger().journal().on(DAY)).isInstanceOf(UnreadableAnswer.class);
            }
        }
        try (FakeServer server = new FakeServer(request -> Reply.json(200, CSV));
                Flowlet flowlet = server.client()) {
            assertThatThrownBy(() -> flowlet.ledger().journal().csv(DAY)).isInstanceOf(UnreadableAnswer.class);
        }
    }

    @Test
    void digestsOfOtherAlgorithmsArePassedOver() {
        Reply reply = Reply.json(200, CSV).with("Repr-Digest", "sha-512=:AAAA:, sha-256=" + digest(CSV));
        try (FakeServer server = new FakeServer(request -> reply);
                Flowlet flowlet = server.client()) {
            assertThat(flowlet.ledger().journal().csv(DAY)).asString().isEqualTo(CSV);
        }
    }
}
