package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.FakeServer.Received;
import io.flowlet.sdk.FakeServer.Reply;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PagesTests {
    private static final int ALL = 7;

    /** Seven wallets, three a page. */
    private static Reply wallets(Received request) {
        int start = request.target().contains("cursor=")
                ? request.target().charAt(request.target().indexOf("cursor=") + 7) - '0'
                : 0;
        int end = Math.min(start + 3, ALL);
        String data =
                IntStream.range(start, end).mapToObj(i -> """
                        {"id":"wal_%d","subscriber_id":"sub_1","currency":"EUR","opened_at":"2026-11-22T10:00:00Z"}\
                        """.formatted(i)).collect(Collectors.joining(","));
        String next = end == ALL ? "null" : "\"" + end + "\"";
        return Reply.json(200, "{\"data\":[%s],\"next_cursor\":%s}".formatted(data, next));
    }

    @Test
    void aStreamReadsEveryPageOnce() {
        try (FakeServer server = new FakeServer(PagesTests::wallets);
                Flowlet flowlet = server.client()) {
            assertThat(flowlet.wallets().list().stream().map(Wallets.Wallet::id))
                    .containsExactly("wal_0", "wal_1", "wal_2", "wal_3", "wal_4", "wal_5", "wal_6");
            assertThat(server.received().stream().map(Received::line))
                    .containsExactly("GET /v1/wallets", "GET /v1/wallets?cursor=3", "GET /v1/wallets?cursor=6");
        }
    }

    @Test
    void aStreamFetchesNoPageThatNobodyReads() {
        try (FakeServer server = new FakeServer(PagesTests::wallets);
                Flowlet flowlet = server.client()) {
            Pages<Wallets.Wallet> wallets = flowlet.wallets().list();
            assertThat(server.received()).isEmpty();

            assertThat(wallets.stream().limit(4).count()).isEqualTo(4);
            assertThat(server.received()).hasSize(2);
        }
    }

    @Test
    void aLoopStartsFromTheBeginningEachTime() {
        try (FakeServer server = new FakeServer(PagesTests::wallets);
                Flowlet flowlet = server.client()) {
            Pages<Wallets.Wallet> wallets = flowlet.wallets().list();
            for (int round = 0; round < 2; round++) {
                int seen = 0;
                for (Wallets.Wallet wallet : wallets) {
                    assertThat(wallet.id()).isEqualTo("wal_" + seen++);
                }
                assertThat(seen).isEqualTo(ALL);
            }
        }
    }

    @Test
    void onePageAtATimeKeepsTheSize() {
        try (FakeServer server = new FakeServer(PagesTests::wallets);
                Flowlet flowlet = server.client()) {
            Pages<Wallets.Wallet> wallets = flowlet.wallets().listOf("sub_1").ofSize(3);
            Page<Wallets.Wallet> first = wallets.first();
            Page<Wallets.Wallet> last = wallets.after("6");

            assertThat(first.isLast()).isFalse();
            assertThat(last.isLast()).isTrue();
            assertThat(server.received().stream().map(Received::line))
                    .containsExactly(
                            "GET /v1/wallets?subscriber_id=sub_1&limit=3",
                            "GET /v1/wallets?subscriber_id=sub_1&limit=3&cursor=6");
            assertThat(flowlet.wallets().list().newest())
                    .map(Wallets.Wallet::id)
                    .contains("wal_0");
        }
    }

    @Test
    void aPageHasOneToAHundredMembers() {
        try (FakeServer server = new FakeServer(PagesTests::wallets);
                Flowlet flowlet = server.client()) {
            Pages<Wallets.Wallet> wallets = flowlet.wallets().list();
            assertThatThrownBy(() -> wallets.ofSize(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wallets.ofSize(101)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
