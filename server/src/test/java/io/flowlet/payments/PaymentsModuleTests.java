package io.flowlet.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.database.DatabaseRole;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Once;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.Paging;
import io.flowlet.http.StoredAnswer;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import io.flowlet.wallets.WalletId;
import io.flowlet.wallets.Wallets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

class PaymentsModuleTests extends ServerTests {
    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Payments payments;

    @Autowired
    private Wallets wallets;

    private TestProgram program;
    private ApiClient api;
    private String from;
    private String to;

    @BeforeEach
    void openTwoWallets() {
        program = TestProgram.create(port, programs);
        api = program.client();
        String subscriber = TestProgram.subscriber(api);
        from = TestProgram.wallet(api, subscriber, 10_000);
        to = TestProgram.wallet(api, subscriber, 0);
    }

    @Test
    void movesMoneyAndShowsItOnBothSides() {
        Answer answer = api.post("/v1/payments", payment("12.50", "EUR"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("/status")).isEqualTo("posted");
        assertThat(answer.text("/amount/value")).isEqualTo("12.50");
        assertThat(answer.text("/authority")).isEqualTo("payments:on_behalf");
        assertThat(balance(from)).isEqualTo("87.50");
        assertThat(balance(to)).isEqualTo("12.50");

        Answer entries = api.get("/v1/wallets/" + from + "/entries");
        assertThat(entries.text("/data/0/direction")).isEqualTo("debit");
        assertThat(entries.text("/data/0/balance/value")).isEqualTo("87.50");
        assertThat(entries.text("/data/0/transaction_id")).isEqualTo(answer.text("/transaction_id"));
        assertThat(entries.text("/data/1/direction")).isEqualTo("credit");

        Answer read = api.get("/v1/payments/" + answer.text("/id"));
        assertThat(read.body()).isEqualTo(answer.body());
    }

    @Test
    void actsOnceForOneKeyWhateverTheSpelling() {
        String key = UUID.randomUUID().toString();
        Answer first = api.post("/v1/payments", payment("1.50", "EUR"), key);
        Answer again = api.post("/v1/payments", "  " + payment("1.5", "EUR"), key);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(first.header("idempotent-replayed")).isEmpty();
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(balance(to)).isEqualTo("1.50");

        Answer other = api.post("/v1/payments", payment("1.51", "EUR"), key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(balance(to)).isEqualTo("1.50");
    }

    @Test
    void haveOneEffectWhenSixtyFourCallersShareAKey() throws Exception {
        String key = UUID.randomUUID().toString();
        List<Answer> answers = parallel(64, () -> api.post("/v1/payments", payment("3.00", "EUR"), key));

        assertThat(answers)
                .allMatch(answer -> answer.status() == 201 || answer.code().equals("request_in_flight"));
        assertThat(answers.stream().filter(answer -> answer.status() == 201).map(answer -> answer.text("/id")))
                .isNotEmpty()
                .containsOnly(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .findFirst()
                        .orElseThrow()
                        .text("/id"));
        assertThat(balance(to)).isEqualTo("3.00");
        assertThat(rows("select count(*) from payments.payment where tenant_id = ? and kind = 'payment'"))
                .isEqualTo(1);
    }

    @Test
    void refuseAPaymentThatWouldOverdrawTheWalletAndKeepTheAnswer() {
        String key = UUID.randomUUID().toString();
        Answer refused = api.post("/v1/payments", payment("100.01", "EUR"), key);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("insufficient_funds");
        assertThat(refused.text("/category")).isEqualTo("funds");
        assertThat(balance(from)).isEqualTo("100.00");

        Answer again = api.post("/v1/payments", payment("100.01", "EUR"), key);
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(again.body()).isEqualTo(refused.body());
        assertThat(again.header("content-type")).hasValue("application/problem+json");
    }

    @Test
    void neverOverdrawAWalletThatManyDrainAtOnce() throws Exception {
        List<Answer> answers = parallel(40, () -> api.post("/v1/payments", payment("30.00", "EUR")));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(3);
        assertThat(answers.stream().filter(answer -> answer.code().equals("insufficient_funds")))
                .hasSize(37);
        assertThat(balance(from)).isEqualTo("10.00");
    }

    @Test
    void auditEveryMovementAndEveryRefusalInItsOwnTransaction() {
        api.post("/v1/payments", payment("1.00", "EUR"));
        api.post("/v1/payments", payment("999.00", "EUR"));

        assertThat(rows("""
                        select count(*) from audit.event where tenant_id = ?
                        and convert_from(body, 'UTF8')::jsonb @> '{"action":"payment.create","outcome":"done"}'
                        """)).isEqualTo(1);
        assertThat(rows("""
                        select count(*) from audit.event where tenant_id = ?
                        and convert_from(body, 'UTF8')::jsonb @>
                          '{"action":"payment.create","outcome":"refused","reason":"insufficient_funds"}'
                        """)).isEqualTo(1);
    }

    @Test
    void treatAnotherTenantsWalletLikeOneThatDoesNotExist() {
        ApiClient other = TestProgram.create(port, programs).client();
        Answer foreign = other.post("/v1/payments", payment("1.00", "EUR"));

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.code()).isEqualTo("not_found");
        assertThat(other.get("/v1/wallets/" + from).code()).isEqualTo("not_found");
        assertThat(other.get("/v1/wallets/" + from + "/balance").code()).isEqualTo("not_found");
        assertThat(balance(from)).isEqualTo("100.00");
    }

    @Test
    void whenTheClientLacksOnBehalfThenForbidden() {
        ApiClient narrow =
                ApiClient.signIn(port, program.credentials(TenantMode.TEST), "payments:write", "payments:read");

        Answer answer = narrow.post("/v1/payments", payment("1.00", "EUR"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("scope_missing");
    }

    @Test
    void whenThePathIsSpelledOtherwiseThenTheScopeStillDecides() {
        ApiClient narrow = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "payments:read");

        for (String path :
                List.of("/%761/payments", "/v1/p%61yments", "/v1/payments;v=1", "/v1//payments", "/V1/payments")) {
            assertThat(narrow.post(path, payment("1.00", "EUR")).status())
                    .as(path)
                    .isIn(400, 403, 404);
        }
        assertThat(balance(from)).isEqualTo("100.00");
    }

    @Test
    void refuseADepositInALiveTenant() {
        ApiClient live = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        String wallet = TestProgram.wallet(live, TestProgram.subscriber(live), 0);

        Answer answer = live.post(
                "/v1/deposits",
                "{\"wallet_id\":\"%s\",\"amount\":{\"value\":\"1.00\",\"currency\":\"EUR\"}}".formatted(wallet));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("rail_unavailable");
    }

    @Test
    void refuseAWalletOnBothSidesAndAnotherCurrency() {
        assertThat(api.post("/v1/payments", payment(from, from, "1.00", "EUR")).code())
                .isEqualTo("same_account");
        assertThat(api.post("/v1/payments", payment("1.00", "USD")).code()).isEqualTo("currency_mismatch");
        assertThat(balance(from)).isEqualTo("100.00");
    }

    @Test
    void moveNothingFromOrToSomebodyWhoIsNotApproved() {
        String stranger = TestProgram.wallet(api, TestProgram.registered(api), 0);

        Answer pays = api.post("/v1/payments", payment(stranger, to, "1.00", "EUR"));
        assertThat(pays.status()).isEqualTo(422);
        assertThat(pays.code()).isEqualTo("subscriber_not_approved");
        String key = UUID.randomUUID().toString();
        Answer isPaid = api.post("/v1/payments", payment(from, stranger, "1.00", "EUR"), key);
        assertThat(isPaid.status()).isEqualTo(422);
        assertThat(isPaid.code()).isEqualTo("payee_unavailable");
        assertThat(deposit(stranger).code()).isEqualTo("subscriber_not_approved");
        // of two faults the earlier one of the catalogue
        assertThat(api.post("/v1/payments", payment(stranger, stranger, "1.00", "USD"))
                        .code())
                .isEqualTo("subscriber_not_approved");
        assertThat(balance(from)).isEqualTo("100.00");

        TestProgram.approve(api, api.get("/v1/wallets/" + stranger).text("/subscriber_id"));
        assertThat(api.post("/v1/payments", payment(from, stranger, "1.00", "EUR"), key)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aSubscriberPaysFromItsOwnWalletAndSeesItsOwnMovementsAlone() {
        String other = TestProgram.subscriber(api);
        String theirs = TestProgram.wallet(api, other, 5_000);
        Caller caller = asSubscriber(other);
        WalletId own = WalletId.of(theirs);
        WalletId foreign = WalletId.of(from);

        assertThat(refusal(payments.create(caller, new CreatePayment(foreign, own, euro(100), null), once(caller))))
                .isEqualTo("not_found");
        assertThat(refusal(payments.deposit(caller, new CreateDeposit(foreign, euro(100)), once(caller))))
                .isEqualTo("not_found");
        assertThat(refusal(payments.create(caller, new CreatePayment(own, foreign, euro(100), null), once(caller))))
                .isEqualTo("payments:write");
        String betweenOthers = api.post("/v1/payments", payment("2.00", "EUR")).text("/id");

        List<Payment> seen = payments.list(caller, Paging.of(null, 10)).data();
        assertThat(seen).extracting(payment -> payment.amount().minor()).containsExactly(100L, 5_000L);
        assertThat(payments.list(caller, Paging.of(null, 1)).nextCursor()).isNotNull();
        assertThat(payments.find(caller, seen.getFirst().id())).isPresent();
        assertThat(payments.find(caller, PaymentId.of(betweenOthers))).isEmpty();
        assertThat(balance(from)).isEqualTo("99.00");
    }

    @Test
    void aSubscriberReachesItsOwnWalletsAlone() {
        String other = TestProgram.subscriber(api);
        String theirs = TestProgram.wallet(api, other, 0);
        Caller caller = asSubscriber(other);
        SubscriberId foreign = SubscriberId.of(api.get("/v1/wallets/" + from).text("/subscriber_id"));

        assertThat(wallets.read(caller, WalletId.of(from))).isEmpty();
        assertThat(wallets.balance(caller, WalletId.of(from))).isEmpty();
        assertThat(wallets.entries(caller, WalletId.of(from), Paging.of(null, null)))
                .isEmpty();
        assertThat(wallets.list(caller, foreign, Paging.of(null, null))).isEmpty();
        assertThat(wallets.open(caller, foreign, Currency.of(978))).isEmpty();
        assertThat(wallets.list(caller, null, Paging.of(null, null))
                        .orElseThrow()
                        .data())
                .extracting(wallet -> wallet.id().toString())
                .containsExactly(theirs);
        assertThat(wallets.balance(caller, WalletId.of(theirs))).isPresent();
        assertThat(wallets.open(caller, SubscriberId.of(other), Currency.of(978)))
                .isPresent();
    }

    @Test
    void aClientNamesWhoseWalletItOpens() {
        Answer answer = api.post("/v1/wallets", "{\"currency\":\"EUR\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/subscriber_id");
    }

    @Test
    void tellWhichMemberIsWrong() {
        assertFault(payment("1.005", "EUR"), "/amount/value", "too_many_decimals");
        assertFault(payment("1,00", "EUR"), "/amount/value", "malformed_amount");
        assertFault(payment("99999999999999999999", "EUR"), "/amount/value", "amount_out_of_range");
        assertFault(payment("1.00", "EUX"), "/amount/currency", "unknown_currency");
        assertFault(payment("0.00", "EUR"), "/amount", "not_positive");
        assertFault(payment("-1.00", "EUR"), "/amount", "not_positive");
        assertThat(rows("select count(*) from payments.payment where tenant_id = ? and kind = 'payment'"))
                .isZero();
    }

    @Test
    void demandAnIdempotencyKey() {
        assertThat(api.post("/v1/payments", payment("1.00", "EUR"), null).code())
                .isEqualTo("idempotency_key_missing");
        assertThat(api.post("/v1/payments", payment("1.00", "EUR"), "k".repeat(256))
                        .code())
                .isEqualTo("idempotency_key_invalid");
        assertThat(api.post("/v1/payments", payment("1.00", "EUR"), "two words").code())
                .isEqualTo("idempotency_key_invalid");
    }

    @Test
    void pageThroughTheHistoryWithoutGapOrRepeat() {
        for (int i = 0; i < 7; i++) {
            api.post("/v1/payments", payment("1.00", "EUR"));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = api.get(
                    "/v1/wallets/%s/entries?limit=3%s".formatted(from, cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.body()
                    .at("/data")
                    .forEach(entry -> seen.add(entry.at("/version").asString()));
            cursor = page.text("/next_cursor");
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly("8", "7", "6", "5", "4", "3", "2", "1");
    }

    private void assertFault(String body, String pointer, String code) {
        Answer answer = api.post("/v1/payments", body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("body_invalid");
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
    }

    private Caller asSubscriber(String id) {
        UUID own = SubscriberId.of(id).value();
        return new Caller(
                new Actor(program.tenant(TenantMode.TEST), own, ActorKind.SUBSCRIBER, id, Set.of(), "test"),
                new Trace("0".repeat(32), "req_test"));
    }

    /** Answers with the authority of what moved, or with the code of the refusal. */
    private static Once<PaymentOutcome> once(Caller caller) {
        IdempotencyKey key = new IdempotencyKey(
                caller.tenant(),
                caller.actor().principal(),
                "POST /test",
                UUID.randomUUID().toString(),
                "0".repeat(64));
        return new Once<>(key, outcome -> switch (outcome) {
            case PaymentOutcome.Posted(var payment) -> new StoredAnswer(201, payment.authority());
            case PaymentOutcome.Refused(var reason) -> new StoredAnswer(reason.status(), reason.code());
        });
    }

    private static String refusal(OnceOutcome outcome) {
        assertThat(outcome).isInstanceOf(OnceOutcome.Fresh.class);
        return ((OnceOutcome.Fresh) outcome).answer().json();
    }

    private static Money euro(long minor) {
        return new Money(Currency.of(978), minor);
    }

    private Answer deposit(String wallet) {
        return api.post(
                "/v1/deposits",
                "{\"wallet_id\":\"%s\",\"amount\":{\"value\":\"1.00\",\"currency\":\"EUR\"}}".formatted(wallet));
    }

    private String payment(String value, String currency) {
        return payment(from, to, value, currency);
    }

    private static String payment(String from, String to, String value, String currency) {
        return """
               {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"%s","currency":"%s"},"description":"Rent"}
               """.formatted(from, to, value, currency);
    }

    private String balance(String wallet) {
        return api.get("/v1/wallets/" + wallet + "/balance").text("/posted/value");
    }

    private long rows(String countOfTenant) {
        Long count = new JdbcTemplate(database().as(DatabaseRole.READER))
                .queryForObject(
                        countOfTenant,
                        Long.class,
                        program.tenant(TenantMode.TEST).value());
        return count == null ? 0 : count;
    }

    private static <T> List<T> parallel(int times, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(java.util.Collections.nCopies(times, call))) {
                results.add(future.get());
            }
            return results;
        }
    }
}
