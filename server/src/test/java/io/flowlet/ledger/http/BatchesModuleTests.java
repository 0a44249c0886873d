package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@SuppressWarnings("NullAway.Init") // set before each test
class BatchesModuleTests extends LedgerHttpTests {
    private static final String INDEPENDENT = "independent";
    private static final String ATOMIC = "atomic";

    private String bank;
    private String purse;
    private String shop;

    @BeforeEach
    void fillAPurse() {
        bank = account("asset", "1100");
        purse = purse();
        shop = account("liability", "2001");
        assertThat(post(bank, purse, "10.00").status()).isEqualTo(201);
    }

    /** A bad command, and what it is refused with. */
    private record Bad(String command, String refusal) {}

    @Test
    void refusesEachBadCommandForItselfAndPostsItsNeighbours() {
        List<Bad> bad = bad();
        List<String> commands = new ArrayList<>();
        for (Bad each : bad) {
            commands.add(transaction(bank, shop, "0.01"));
            commands.add(each.command());
        }
        commands.add(transaction(bank, shop, "0.01"));

        Answer answer = batch(INDEPENDENT, commands);

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        for (int i = 0; i < bad.size(); i++) {
            assertThat(outcome(answer, 2 * i)).isEqualTo("posted");
            assertThat(outcome(answer, 2 * i + 1))
                    .isEqualTo(bad.get(i).refusal().formatted(2 * i + 1));
        }
        assertThat(answer.body().at("/posted").asInt()).isEqualTo(bad.size() + 1);
        assertThat(answer.body().at("/refused").asInt()).isEqualTo(bad.size());
        assertThat(answer.body().at("/not_attempted").asInt()).isZero();
        assertThat(api.get(ACCOUNTS + "/" + bank).text("/balance/value"))
                .isEqualTo("10.%02d".formatted(bad.size() + 2));
    }

    private List<Bad> bad() {
        String foreign = account(TestProgram.create(port, programs).client(), "liability", "2000");
        String controlled = controlled();
        String yen = opened(api.post(
                ACCOUNTS, "{\"name\":\"yen\",\"kind\":\"liability\",\"currency\":\"JPY\",\"gl_code\":\"2000\"}"));
        String closed = account("liability", "2002");
        assertThat(ApiClient.send(api.request(ACCOUNTS + "/" + closed)
                                .header("Content-Type", "application/json")
                                .header("If-Match", "\"0\"")
                                .method("PATCH", BodyPublishers.ofString("{\"status\":\"closed\"}"))
                                .build())
                        .status())
                .isEqualTo(200);
        String full =
                opened(api.post(ACCOUNTS, body("full", "liability", "2000", ",\"max_balance\":" + money("0.00"))));
        String held = hold(purse, shop, "9.00").text("/id");
        String used = hold(bank, shop, "0.01").text("/id");
        assertThat(api.post(HOLDS + "/" + used + "/captures", "{}").status()).isEqualTo(201);
        String reversed = post(bank, shop, "0.01").text("/id");
        assertThat(api.post(TRANSACTIONS + "/" + reversed + "/reversals", "{}").status())
                .isEqualTo(201);
        String giant = account("equity", "3000");
        String other = account("equity", "3001");
        assertThat(post(giant, other, "92233720368547758.07").status()).isEqualTo(201);
        return List.of(
                new Bad(
                        "{\"type\":\"transaction\",\"entries\":[" + entry(bank, "debit", "1.00") + ","
                                + entry(shop, "credit", "0.99") + "]}",
                        "transaction_unbalanced "),
                new Bad(transaction(bank, yen, "1.00"), "currency_mismatch /commands/%d/legs/0"),
                new Bad(transaction(bank, bank, "1.00"), "same_account /commands/%d/legs/0"),
                new Bad(
                        transaction(bank, shop.substring(0, 20) + "0000000000", "1.00"),
                        "not_found /commands/%d/legs/0"),
                new Bad(transaction(bank, foreign, "1.00"), "not_found /commands/%d/legs/0"),
                new Bad(transaction(controlled, shop, "0.10"), "account_controlled /commands/%d/legs/0"),
                new Bad(transaction(bank, closed, "1.00"), "account_closed /commands/%d/legs/0"),
                new Bad(transaction(purse, shop, "1.01"), "insufficient_funds /commands/%d/legs/0"),
                new Bad(transaction(bank, full, "0.01"), "ceiling_exceeded /commands/%d/legs/0"),
                new Bad("{\"type\":\"hold\"," + leg(purse, shop, "1.01").substring(1), "insufficient_funds "),
                new Bad(
                        "{\"type\":\"capture\",\"hold_id\":\"%s\",\"amount\":%s}".formatted(held, money("9.01")),
                        "capture_limit_exceeded "),
                new Bad("{\"type\":\"void\",\"hold_id\":\"" + used + "\"}", "hold_not_open "),
                new Bad("{\"type\":\"reversal\",\"transaction_id\":\"" + reversed + "\"}", "already_reversed "),
                new Bad(
                        transaction(bank, shop, "1.00").replace("}]}", "}],\"value_at\":\"2999-01-01T00:00:00Z\"}"),
                        "value_at_in_future /commands/%d/value_at"),
                new Bad(transaction(giant, other, "0.01"), "amount_out_of_range /commands/%d/legs/0"));
    }

    @Test
    void carriesOutEveryKindOfCommand() {
        String posted = post(bank, shop, "2.00").text("/id");
        String held = hold(purse, shop, "3.00").text("/id");
        String other = hold(purse, shop, "1.00").text("/id");

        Answer answer = batch(
                INDEPENDENT,
                List.of(
                        "{\"type\":\"capture\",\"hold_id\":\"%s\",\"amount\":%s}".formatted(held, money("1.00")),
                        "{\"hold_id\":\"%s\",\"type\":\"capture\"}".formatted(held),
                        "{\"type\":\"void\",\"hold_id\":\"%s\"}".formatted(other),
                        "{\"type\":\"hold\"," + leg(purse, shop, "7.00").substring(1),
                        "{\"type\":\"reversal\",\"transaction_id\":\"%s\",\"legs\":[{\"index\":0,\"amount\":%s}]}"
                                .formatted(posted, money("0.50"))));

        assertThat(answer.body().at("/posted").asInt()).as("%s", answer.body()).isEqualTo(5);
        assertThat(answer.text("/outcomes/1/hold_id")).isEqualTo(held);
        assertThat(answer.text("/outcomes/3/hold_id")).startsWith("hld_");
        assertThat(answer.body().at("/outcomes/4").has("hold_id")).isFalse();
        assertThat(api.get(HOLDS + "/" + held).text("/captured/value")).isEqualTo("3.00");
        assertThat(balance(shop)).isEqualTo("4.50");
        assertThat(audited())
                .containsSubsequence(
                        "hold.capture done",
                        "hold.capture done",
                        "hold.void done",
                        "hold.place done",
                        "transaction.reverse done");
        assertThat(told()).contains("hold.captured", "hold.voided", "hold.placed", "transaction.reversed");
    }

    @Test
    void aRepeatTellsEverythingAsItWas() {
        String key = UUID.randomUUID().toString();
        List<String> commands = List.of(transaction(bank, shop, "1.00"), transaction(purse, shop, "99.00"));

        Answer once = batch(INDEPENDENT, commands, key);
        Answer again = batch(INDEPENDENT, commands, key);

        assertThat(again.text("/outcomes/0/transaction_id")).isEqualTo(once.text("/outcomes/0/transaction_id"));
        assertThat(again.text("/outcomes/0/booked_at")).isEqualTo(once.text("/outcomes/0/booked_at"));
        assertThat(again.body().at("/outcomes/0/replayed").asBoolean()).isTrue();
        assertThat(once.body().at("/outcomes/0").has("replayed")).isFalse();
        assertThat(again.body().at("/outcomes/1/problem")).isEqualTo(once.body().at("/outcomes/1/problem"));
        assertThat(again.body().at("/outcomes/1/replayed").asBoolean()).isTrue();
        assertThat(balance(shop)).isEqualTo("1.00");
    }

    @Test
    void oneKeyOfARequestNamesOneBatchInOneMode() {
        String key = UUID.randomUUID().toString();
        List<String> commands = List.of(transaction(bank, shop, "1.00"), transaction(bank, shop, "2.00"));
        List<String> shifted = List.of(transaction(bank, shop, "4.00"), commands.getFirst(), commands.getLast());
        batch(INDEPENDENT, commands, key);

        for (Answer other : List.of(batch(INDEPENDENT, shifted, key), batch(ATOMIC, commands, key))) {
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.text("/code")).isEqualTo("idempotency_key_reused");
        }
        assertThat(balance(shop)).isEqualTo("3.00");
    }

    @Test
    void oneKeyHasOneEffectInsideOneBatch() {
        String one = keyed("payout-1", transaction(bank, shop, "1.00"));
        String unbalanced = keyed(
                "payout-1",
                "{\"type\":\"transaction\",\"entries\":[" + entry(bank, "debit", "1.00") + ","
                        + entry(shop, "credit", "0.99") + "]}");

        Answer answer =
                batch(INDEPENDENT, List.of(one, one, keyed("payout-1", transaction(bank, shop, "2.00")), unbalanced));

        assertThat(answer.text("/outcomes/1/transaction_id")).isEqualTo(answer.text("/outcomes/0/transaction_id"));
        assertThat(answer.body().at("/outcomes/1/replayed").asBoolean()).isTrue();
        assertThat(outcome(answer, 2)).isEqualTo("idempotency_key_reused ");
        assertThat(outcome(answer, 3)).isEqualTo("idempotency_key_reused ");
        assertThat(balance(shop)).isEqualTo("1.00");
    }

    @Test
    void anAtomicBatchIsAllOrNothing() {
        String key = UUID.randomUUID().toString();
        List<String> good = List.of(
                transaction(purse, shop, "6.00"),
                "{\"type\":\"hold\"," + leg(purse, bank, "4.00").substring(1));
        List<String> bad = List.of(good.getFirst(), transaction(purse, shop, "4.01"));

        Answer refused = batch(ATOMIC, bad, key);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refusal(refused)).isEqualTo("insufficient_funds /commands/1/legs/0");
        assertThat(batch(ATOMIC, bad, key).header("idempotent-replayed")).hasValue("true");
        assertThat(balance(shop)).isEqualTo("0.00");
        assertThat(refusal(batch(ATOMIC, List.of(good.getFirst(), transaction(bank, bank + "x", "1.00")))))
                .isEqualTo("body_invalid /commands/1/legs/0/credit_account_id");
        assertThat(refusal(batch(
                        ATOMIC,
                        List.of(
                                good.getFirst(),
                                "{\"type\":\"void\",\"hold_id\":\"hld_01kanr2c5ze8x9c4m5p6q7r8st\"}"))))
                .isEqualTo("not_found /commands/1");

        Answer posted = batch(ATOMIC, good);
        assertThat(posted.status()).as("%s", posted.body()).isEqualTo(201);
        assertThat(posted.body().at("/posted").asInt()).isEqualTo(2);
        assertThat(posted.text("/outcomes/1/hold_id")).startsWith("hld_");
        assertThat(balance(shop)).isEqualTo("6.00");
        assertThat(refusal(batch(ATOMIC, List.of(keyed("k", good.getFirst())))))
                .isEqualTo("body_invalid /commands/0/idempotency_key");
    }

    @Test
    void aMalformedBatchPostsNothing() {
        String good = transaction(bank, shop, "1.00");

        assertThat(fault(batch(INDEPENDENT, List.of(good, good.replace("1.00", "1.001")))))
                .isEqualTo("/commands/1/legs/0/amount/value too_many_decimals");
        assertThat(fault(api.post(
                        BATCHES, "{\"mode\":\"independent\",\"commands\":[" + good + "],\"mode\":\"atomic\"}")))
                .isEqualTo(" repeated_member");
        assertThat(api.post(BATCHES, "{\"mode\":\"independent\",\"commands\":[" + good + "]")
                        .code())
                .isEqualTo("body_malformed");
        assertThat(api.post(BATCHES, "{\"mode\":\"independent\",\"commands\":[" + good + "]}", null)
                        .code())
                .isEqualTo("idempotency_key_missing");
        assertThat(batch(INDEPENDENT, List.of(good), "k".repeat(250)).code()).isEqualTo("idempotency_key_invalid");
        assertThat(balance(shop)).isEqualTo("0.00");
    }

    @Test
    void takesTenThousandCommandsAndNoMore() {
        List<String> commands = IntStream.range(0, 10_000)
                .mapToObj(i -> transaction(bank, i % 2 == 0 ? shop : purse, "0.01"))
                .toList();

        assertThat(batch(INDEPENDENT, Collections.nCopies(10_001, commands.getFirst()))
                        .code())
                .isEqualTo("batch_too_large");
        assertThat(batch(ATOMIC, commands.subList(0, 1_001)).code()).isEqualTo("batch_too_large");
        assertThat(api.post(BATCHES, "{" + " ".repeat(8 * 1024 * 1024)).code()).isEqualTo("body_too_large");
        assertThat(batch(INDEPENDENT, List.of()).code()).isEqualTo("body_invalid");
        assertThat(balance(shop)).isEqualTo("0.00");

        Answer answer = batch(INDEPENDENT, commands);
        assertThat(answer.body().at("/posted").asInt()).isEqualTo(10_000);
        assertThat(answer.body().at("/outcomes/9999/index").asInt()).isEqualTo(9_999);
        assertThat(balance(shop)).isEqualTo("50.00");
    }

    private static String keyed(String key, String command) {
        return "{\"idempotency_key\":\"" + key + "\"," + command.substring(1);
    }

    /** {@code posted}, or the code of the refusal and what it points to. */
    private static String outcome(Answer answer, int index) {
        JsonNode outcome = answer.body().at("/outcomes/" + index);
        assertThat(outcome.path("index").asInt(-1)).isEqualTo(index);
        return outcome.path("status").asString("").equals("posted")
                ? "posted"
                : outcome.at("/problem/code").asString("") + " "
                        + outcome.at("/problem/errors/0/pointer").asString("");
    }
}
