package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.FakeServer.Received;
import io.flowlet.sdk.FakeServer.Reply;
import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.DependencyProblem;
import io.flowlet.sdk.problem.LimitProblem;
import io.flowlet.sdk.problem.Unreachable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTests {
    private static final String PAYMENT = """
            {"id":"pay_1","kind":"payment","status":"posted","from_wallet_id":"wal_1","to_wallet_id":"wal_2",
             "amount":{"value":"12.50","currency":"EUR"},"description":null,"masked":false,"transaction_id":"txn_1",
             "authority":"client","created_at":"2026-11-22T10:00:00Z"}
            """;
    private static final Payments.NewPayment ASKED =
            new Payments.NewPayment("wal_1", "wal_2", Money.of("12.50", "EUR"), null);

    /** One effect for each key, as the real server; before and after it something can go wrong. */
    private static final class Till implements AutoCloseable {
        private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        private final Map<String, Boolean> effects = new ConcurrentHashMap<>();
        private final Queue<Reply> before = new ArrayDeque<>();
        private final Queue<Reply> after = new ArrayDeque<>();
        private final FakeServer server = new FakeServer(this::reply);

        private synchronized Reply reply(Received request) {
            String key = String.valueOf(request.header("Idempotency-key"));
            asked.computeIfAbsent(key, unknown -> new AtomicInteger()).incrementAndGet();
            Reply early = before.poll();
            if (early != null) {
                return early;
            }
            effects.put(key, true);
            Reply late = after.poll();
            return late == null ? Reply.json(201, PAYMENT) : late;
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameKeyAndHasOneEffect() {
        try (Till till = new Till();
                Flowlet flowlet = till.server.client()) {
            till.after.add(Reply.CUT);
            till.after.add(Reply.CUT);

            assertThat(flowlet.payments().create(ASKED).id()).isEqualTo("pay_1");

            assertThat(till.effects).hasSize(1);
            assertThat(till.asked.values())
                    .singleElement()
                    .satisfies(times -> assertThat(times).hasValue(3));
        }
    }

    @Test
    void whatPassesByItselfIsTriedAgainAndHasOneEffect() {
        try (Till till = new Till();
                Flowlet flowlet = till.server.client()) {
            till.before.add(Reply.problem(503, "overloaded", "dependency").with("Retry-After", "0"));
            till.before.add(Reply.problem(409, "request_in_flight", "conflict").with("Retry-After", "0"));
            till.before.add(Reply.problem(429, "rate_limited", "limit").with("Retry-After", "0"));

            flowlet.payments().create(ASKED);

            assertThat(till.effects).hasSize(1);
            assertThat(till.asked.values())
                    .singleElement()
                    .satisfies(times -> assertThat(times).hasValue(4));
        }
    }

    @Test
    void twoCallsNeverShareAKeyAndAGivenKeyIsUsedAsItIs() {
        try (Till till = new Till();
                Flowlet flowlet = till.server.client()) {
            flowlet.payments().create(ASKED);
            flowlet.payments().create(ASKED);
            flowlet.payments().create(ASKED, IdempotencyKey.of("order-4711"));

            assertThat(till.effects).hasSize(3).containsKey("order-4711");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hit_decided", "account_closed", "event_not_sequenced"})
    void anotherConflictIsFinal(String code) {
        try (Till till = new Till();
                Flowlet flowlet = till.server.client()) {
            till.before.add(Reply.problem(409, code, "conflict").with("Retry-After", "0"));

            assertThatThrownBy(() -> flowlet.payments().create(ASKED))
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            problem -> assertThat(problem.code()).isEqualTo(code));
            assertThat(till.server.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422, 500, 502, 504})
    void anotherRefusalIsFinal(int status) {
        try (Till till = new Till();
                Flowlet flowlet = till.server.client()) {
            till.before.add(Reply.problem(status, "some_code", "validation"));

            assertThatThrownBy(() -> flowlet.payments().create(ASKED)).isInstanceOf(ApiProblem.class);
            assertThat(till.server.received()).hasSize(1);
        }
    }

    @Test
    void attemptsAreBoundedAndTheLastRefusalIsTold() {
        try (FakeServer server = new FakeServer(request -> Reply.problem(503, "unavailable", "dependency"));
                Flowlet flowlet = server.client()) {
            assertThatThrownBy(() -> flowlet.payments().create(ASKED)).isInstanceOf(DependencyProblem.class);
            assertThat(server.received()).hasSize(Quick.RETRIES.attempts());
            assertThat(server.received().stream().map(request -> request.header("Idempotency-key")))
                    .doesNotContainNull()
                    .containsOnly(server.received().getFirst().header("Idempotency-key"));
        }
    }

    @Test
    void aWaitBeyondTheTotalTimeIsNotBegun() {
        Reply later = Reply.problem(429, "rate_limited", "limit").with("Retry-After", "60");
        try (FakeServer server = new FakeServer(request -> later);
                Flowlet flowlet = server.client()) {
            assertThatThrownBy(() -> flowlet.payments().list().first())
                    .isInstanceOfSatisfying(
                            LimitProblem.class,
                            problem -> assertThat(problem.retryAfter()).contains(Duration.ofMinutes(1)));
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void theServersWaitIsKept() {
        AtomicInteger asked = new AtomicInteger();
        Reply later = Reply.problem(503, "overloaded", "dependency").with("Retry-After", "1");
        try (FakeServer server =
                        new FakeServer(request -> asked.getAndIncrement() == 0 ? later : Reply.json(201, PAYMENT));
                Flowlet flowlet = server.client()) {
            long start = System.nanoTime();
            flowlet.payments().create(ASKED);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void withoutAnyAnswerTheKeyIsTold() {
        try (FakeServer server = new FakeServer(request -> Reply.CUT);
                Flowlet flowlet = server.client()) {
            assertThatThrownBy(() -> flowlet.payments().create(ASKED, IdempotencyKey.of("order-1")))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            lost -> assertThat(lost.idempotencyKey()).contains("order-1"));
            assertThat(server.received()).hasSize(Quick.RETRIES.attempts());
        }
    }

    @Test
    void whatKnowsNoKeyIsSentOnce() {
        try (FakeServer server = new FakeServer(request -> Reply.problem(503, "unavailable", "dependency"));
                Flowlet flowlet = server.client()) {
            assertThatThrownBy(() -> flowlet.me().changePassword("old", "new")).isInstanceOf(DependencyProblem.class);
            assertThatThrownBy(() -> flowlet.me().endSession("ses_1")).isInstanceOf(DependencyProblem.class);
            OAuth oauth = flowlet.oauth(new ClientCredentials("cli_1", "cls_1"));
            assertThatThrownBy(() -> oauth.refresh("refresh-token")).isInstanceOf(DependencyProblem.class);
            assertThat(server.received()).hasSize(3);
        }
    }

    @Test
    void waitsGrowStayBelowTheirBoundAndAreNeverAlike() {
        Retries retries = new Retries(10, Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofSeconds(5));
        for (int attempt = 1; attempt <= 40; attempt++) {
            long most = Math.min(5_000, 100L << Math.min(attempt - 1, 20));
            assertThat(retries.waitAfter(attempt)).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
        }
        assertThat(List.of(1, 2, 3, 4, 5, 6, 7, 8).stream()
                        .map(again -> retries.waitAfter(7))
                        .distinct())
                .hasSizeGreaterThan(1);
    }
}
