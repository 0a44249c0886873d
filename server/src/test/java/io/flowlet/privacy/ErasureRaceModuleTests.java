package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import io.flowlet.tokens.CreateToken;
import io.flowlet.tokens.RevealPurpose;
import io.flowlet.tokens.TokenFormat;
import io.flowlet.tokens.TokenType;
import io.flowlet.tokens.Tokens;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Erasures beside others who write of the same subscriber at the same moment. */
class ErasureRaceModuleTests extends PrivacyTests {
    @Autowired
    private Transactions transactions;

    @Autowired
    private Erasures erasures;

    @Autowired
    private Exports exports;

    @Autowired
    private ErasureRequests requests;

    @Autowired
    private Tokens tokens;

    @Autowired
    private RetentionUpkeep upkeep;

    @Autowired
    private Vault vault;

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        other.shutdownNow();
    }

    @Test
    void anErasureWaitsForWhatIsBeingWrittenAndTakesItAlong() throws Exception {
        String ada = TestProgram.registered(api);
        Future<Answer> erasing = whileOpen(() -> tokens.create(system(), card(ada)), () -> erase(api, ada));

        assertThat(erasing.get().status()).isEqualTo(201);
        assertThat(count("select count(*) from tokens.token where tenant_id = ?"))
                .isZero();
        assertThat(keys(ada, "service")).isZero();
    }

    @Test
    void anExportThatIsBeingMadeGoesWithTheErasure() throws Exception {
        String ada = TestProgram.registered(api);
        Future<Answer> erasing = whileOpen(() -> exports.make(system(), SubscriberId.of(ada)), () -> erase(api, ada));

        assertThat(erasing.get().status()).isEqualTo(201);
        assertThat(count("select count(*) from privacy.export where tenant_id = ?"))
                .isZero();
    }

    @Test
    void whoWritesDuringAnErasureIsRefusedAndMakesNoKey() throws Exception {
        String ada = TestProgram.registered(api);
        Future<?> making = whileOpen(
                () -> erasures.erase(system(), SubscriberId.of(ada), "she left"),
                () -> tokens.create(system(), card(ada)));

        assertThatThrownBy(making::get).hasCause(Refusal.of(ProblemCode.SUBSCRIBER_ERASED));
        assertThat(keys(ada, "service")).isZero();
    }

    @Test
    void aDescriptionDuringAnErasureMakesNoKey() throws Exception {
        String ada = TestProgram.subscriber(api);
        String from = TestProgram.wallet(api, ada, 0);
        String to = TestProgram.wallet(api, TestProgram.subscriber(api), 0);
        Future<Answer> paying = whileOpen(
                () -> erasures.erase(system(), SubscriberId.of(ada), "she left"),
                () -> api.post("/v1/payments", """
                        {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"1.00","currency":"EUR"},"description":"late"}
                        """.formatted(from, to)));

        assertThat(paying.get().code()).isEqualTo("subscriber_not_approved");
        assertThat(keys(ada, "service")).isZero();
    }

    @Test
    void whatIsDeclaredBeforeTheLockIsAmongWhatIsKept() throws Exception {
        String ada = TestProgram.registered(api);
        TestProgram.consent(api, ada);
        UUID id = SubscriberId.of(ada).value();
        // the erasure has begun, and waits for the case that somebody works at
        try (var connection = database().asSuperuser().getConnection();
                var lock = connection.prepareStatement(
                        "select 1 from onboarding.kys_case where tenant_id = ? and subscriber = ? for update")) {
            connection.setAutoCommit(false);
            lock.setInt(1, tenant.value());
            lock.setObject(2, id);
            lock.executeQuery().close();
            Future<Answer> erasing = other.submit(() -> erase(api, ada));
            awaitWaiting(erasing);
            try (var declare = connection.prepareStatement(
                    "insert into onboarding.declared_identity (tenant_id, id, subscriber, content, declared_at) values (?, ?, ?, ?, now())")) {
                declare.setInt(1, tenant.value());
                declare.setObject(2, UUID.randomUUID());
                declare.setObject(3, id);
                declare.setBytes(4, new byte[] {1});
                declare.executeUpdate();
            }
            connection.commit();
            assertThat(erasing.get().text("/retained/0/purpose")).isEqualTo("kyc_record");
        }
    }

    @Test
    void aRememberedKeyOpensNoDescriptionOfAnErasedPayer() {
        String ada = TestProgram.subscriber(api);
        String bob = TestProgram.subscriber(api);
        String to = TestProgram.wallet(api, bob, 0);
        Answer paid = api.post("/v1/payments", """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"1.00","currency":"EUR"},"description":"rent"}
                """.formatted(TestProgram.wallet(api, ada, 100), to));
        assertThat(paid.text("/description")).as("%s", paid.body()).isEqualTo("rent");
        // as an instance sees it that has not heard of the erasure: it opens with the key that it remembers
        superuser.update(
                "update subscribers.subscriber set erased_at = now() where id = ?",
                SubscriberId.of(ada).value());

        assertThat(api.get("/v1/payments/" + paid.text("/id"))
                        .body()
                        .at("/description")
                        .isNull())
                .isTrue();
        ApiClient payee = signedIn(bob, "payee@example.com");
        Answer list = payee.get("/v1/payments");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body().at("/data/0/description").isNull()).isTrue();
    }

    @Test
    void whoWasErasedAsksForNothingMore() {
        String ada = TestProgram.registered(api);
        erased(api, ada);

        assertThatThrownBy(() -> requests.ask(system(), SubscriberId.of(ada)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.SUBSCRIBER_ERASED));
    }

    @Test
    void theRetentionJobDestroysAKeyThatWasMadeAfterAll() {
        String ada = TestProgram.registered(api);
        erased(api, ada);
        UUID id = SubscriberId.of(ada).value();
        vault.encryptText(new Subject(tenant, id, Purpose.SERVICE), new Place("tokens.token", "value", id), "late");
        assertThat(keys(ada, "service")).isEqualTo(1);
        upkeep.run(tenant, Instant.now());

        assertThat(keys(ada, "service")).isZero();
        assertThat(audited("retention.end", "done")).isEqualTo(1);
        upkeep.run(tenant, Instant.now());
        assertThat(audited("retention.end", "done")).as("nothing was left").isEqualTo(1);
    }

    @Test
    void nothingFindsOrRevealsWhatAnErasureLeftBehind() {
        String ada = TestProgram.registered(api);
        String token = api.post("/v1/tokens", """
                {"type":"card_number","value":"4111111111111111","format":"random","subject_id":"%s"}
                """.formatted(ada)).text("/id");
        UUID id = SubscriberId.of(ada).value();
        superuser.update("update subscribers.subscriber set erased_at = now() where id = ?", id);

        assertThat(api.get("/v1/tokens/" + token).code()).isEqualTo("not_found");
        assertThat(api.post(
                                "/v1/tokens/" + token + "/reveal",
                                "{\"purpose\":\"%s\",\"reason\":\"a call\"}".formatted(RevealPurpose.DISPUTE.code()),
                                null)
                        .code())
                .isEqualTo("not_found");
        assertThat(api.post("/v1/subscribers/lookups", """
                {"field":"email","value":"ada@example.com"}
                """, null).body().toString())
                .doesNotContain(ada);
    }

    /** Runs {@code theirs} in another thread while {@code mine} is done and not committed. */
    private <T> Future<T> whileOpen(Runnable mine, Supplier<T> theirs) {
        return transactions.in(tenant, () -> {
            mine.run();
            Future<T> running = other.submit(theirs::get);
            awaitWaiting(running);
            return running;
        });
    }

    /** Until it waits for a lock, or needs none. */
    private void awaitWaiting(Future<?> running) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!running.isDone() && count("select count(*) from pg_locks where not granted and ? > 0") == 0) {
            assertThat(System.nanoTime()).as("it neither ends nor waits").isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private int count(String sql) {
        Integer count = superuser.queryForObject(sql, Integer.class, tenant.value());
        return count == null ? 0 : count;
    }

    private static CreateToken card(String subscriber) {
        return new CreateToken(
                TokenType.CARD_NUMBER, "4111111111111111", TokenFormat.RANDOM, SubscriberId.of(subscriber));
    }
}
