package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.FakeServer.Received;
import io.flowlet.sdk.FakeServer.Reply;
import io.flowlet.sdk.problem.AuthProblem;
import io.flowlet.sdk.problem.OAuthRefused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ClientTokenTests {
    private static final String EMPTY = "{\"data\":[],\"next_cursor\":null}";
    private static final String CREDENTIALS = "Basic Y2xpXzE6Y2xzX3NlY3JldA==";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
    private final AtomicInteger issued = new AtomicInteger();

    private Reply token(Received request) {
        return Reply.json(200, """
                {"access_token":"token-%d","token_type":"Bearer","expires_in":300,"scope":"wallets:read"}
                """.formatted(issued.incrementAndGet()));
    }

    private FakeServer server(Function<Received, Reply> tokens, Function<Received, Reply> others) {
        return new FakeServer(
                request -> request.target().equals("/oauth2/token") ? tokens.apply(request) : others.apply(request));
    }

    private Flowlet client(FakeServer server) {
        InstantSource time = now::get;
        return Flowlet.at(server.address())
                .client("cli_1", "cls_secret")
                .retries(Quick.RETRIES)
                .time(time)
                .open();
    }

    private static List<String> bearers(FakeServer server) {
        return server.received().stream()
                .filter(request -> !request.target().equals("/oauth2/token"))
                .map(request -> String.valueOf(request.header("Authorization")))
                .toList();
    }

    @Test
    void oneTokenServesManyCallsAndIsRenewedBeforeItEnds() {
        try (FakeServer server = server(this::token, request -> Reply.json(200, EMPTY));
                Flowlet flowlet = client(server)) {
            flowlet.wallets().list().first();
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(239)));
            flowlet.wallets().list().first();
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
            flowlet.wallets().list().first();

            assertThat(bearers(server)).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2");
            Received asked = server.received().getFirst();
            assertThat(asked.header("Authorization")).isEqualTo(CREDENTIALS);
            assertThat(asked.body()).isEqualTo("grant_type=client_credentials");
            assertThat(asked.header("Content-type")).isEqualTo("application/x-www-form-urlencoded");
        }
    }

    @Test
    void manyThreadsFetchOneToken() throws Exception {
        Function<Received, Reply> slowly = request -> {
            pause(50);
            return token(request);
        };
        try (FakeServer server = server(slowly, request -> Reply.json(200, EMPTY));
                Flowlet flowlet = client(server)) {
            for (int round = 1; round <= 3; round++) {
                inParallel(40, () -> flowlet.wallets().list().first());
                assertThat(issued).hasValue(round);
                now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));
            }
        }
    }

    @Test
    void whileOneThreadRenewsTheOthersGoOnWithTheOldToken() throws Exception {
        Function<Received, Reply> slowly = request -> {
            pause(issued.get() == 0 ? 0 : 400);
            return token(request);
        };
        try (FakeServer server = server(slowly, request -> Reply.json(200, EMPTY));
                Flowlet flowlet = client(server)) {
            flowlet.wallets().list().first();
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(250)));
            inParallel(10, () -> flowlet.wallets().list().first());

            assertThat(issued).hasValue(2);
            assertThat(bearers(server)).filteredOn("Bearer token-1"::equals).hasSizeGreaterThanOrEqualTo(9);
        }
    }

    @Test
    void aRenewalThatFailsDoesNotHurtWhileTheOldTokenIsGood() {
        Function<Received, Reply> onceOnly = request ->
                issued.get() == 0 ? token(request) : Reply.json(503, "{\"error\":\"temporarily_unavailable\"}");
        try (FakeServer server = server(onceOnly, request -> Reply.json(200, EMPTY));
                Flowlet flowlet = client(server)) {
            flowlet.wallets().list().first();
            now.updateAndGet(time -> time.plus(Duration.ofSeconds(250)));
            flowlet.wallets().list().first();
            assertThat(bearers(server)).containsExactly("Bearer token-1", "Bearer token-1");

            now.updateAndGet(time -> time.plus(Duration.ofSeconds(46)));
            assertThatThrownBy(() -> flowlet.wallets().list().first())
                    .isInstanceOfSatisfying(
                            OAuthRefused.class,
                            refused -> assertThat(refused.error()).isEqualTo("temporarily_unavailable"));
        }
    }

    @Test
    void aTokenThatIsNotBelievedIsFetchedAnewForTheNextCall() {
        AtomicInteger calls = new AtomicInteger();
        Function<Received, Reply> first = request ->
                calls.getAndIncrement() == 0 ? Reply.problem(401, "token_invalid", "auth") : Reply.json(200, EMPTY);
        try (FakeServer server = server(this::token, first);
                Flowlet flowlet = client(server)) {
            assertThatThrownBy(() -> flowlet.wallets().list().first()).isInstanceOf(AuthProblem.class);
            flowlet.wallets().list().first();
            assertThat(bearers(server)).containsExactly("Bearer token-1", "Bearer token-2");
        }
    }

    @Test
    void aViewForAPersonUsesThatPersonsTokens() {
        try (FakeServer server = server(this::token, request -> Reply.json(200, EMPTY));
                Flowlet flowlet = client(server)) {
            AtomicInteger asked = new AtomicInteger();
            Flowlet person = flowlet.as(() -> "person-" + asked.incrementAndGet());
            person.wallets().list().first();
            person.wallets().list().first();
            person.close();
            flowlet.wallets().list().first();
            assertThat(bearers(server)).containsExactly("Bearer person-1", "Bearer person-2", "Bearer token-1");
        }
    }

    private static void inParallel(int threads, Runnable call) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(call));
            }
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
