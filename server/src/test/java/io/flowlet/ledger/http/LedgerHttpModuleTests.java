package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LedgerHttpModuleTests extends LedgerHttpTests {
    @Test
    void opensAnAccountAndShowsItOnItsNormalSide() {
        Answer opened = api.post("/v1/ledger/accounts", """
                {"name":"bank:main","kind":"asset","currency":"EUR","gl_code":"1100",
                 "min_balance":{"value":"0","currency":"EUR"},"max_balance":{"value":"500.00","currency":"EUR"}}
                """);

        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.text("/id")).startsWith("acc_");
        assertThat(opened.text("/kind")).isEqualTo("asset");
        assertThat(opened.text("/normal_side")).isEqualTo("debit");
        assertThat(opened.text("/status")).isEqualTo("open");
        assertThat(opened.text("/balance/value")).isEqualTo("0.00");
        assertThat(opened.text("/min_balance/value")).isEqualTo("0.00");
        assertThat(opened.text("/max_balance/value")).isEqualTo("500.00");
        assertThat(api.get("/v1/ledger/accounts/" + opened.text("/id")).body()).isEqualTo(opened.body());

        String equity = account("equity", "3000");
        assertThat(code(post(opened.text("/id"), equity, "500.01"))).isEqualTo("insufficient_funds");
        assertThat(post(opened.text("/id"), equity, "500.00").status()).isEqualTo(201);
        assertThat(api.get("/v1/ledger/accounts/" + opened.text("/id")).text("/balance/value"))
                .isEqualTo("500.00");
    }

    @Test
    void listsOnlyTheProgramsOwnAccountsNewestFirst() {
        TestProgram.wallet(api, TestProgram.subscriber(api), 100);
        String first = account("asset", "1100");
        String second = account("liability", "2000");

        Answer page = api.get("/v1/ledger/accounts?limit=1");
        assertThat(page.text("/data/0/id")).isEqualTo(second);
        Answer next = api.get("/v1/ledger/accounts?limit=1&cursor=" + page.text("/next_cursor"));
        assertThat(next.text("/data/0/id")).isEqualTo(first);
        assertThat(next.body().at("/next_cursor").isNull()).isTrue();
    }

    @Test
    void postsATransactionOfManyLegsOnce() {
        String bank = account("asset", "1100");
        String customers = account("liability", "2000");
        String fees = account("income", "4100");
        String body = """
                {"legs":[
                  {"debit_account_id":"%1$s","credit_account_id":"%2$s","amount":{"value":"10.00","currency":"EUR"}},
                  {"debit_account_id":"%2$s","credit_account_id":"%3$s","amount":{"value":"0.25","currency":"EUR"}}]}
                """.formatted(bank, customers, fees);
        String key = UUID.randomUUID().toString();

        Answer posted = api.post("/v1/ledger/transactions", body, key);
        Answer again = api.post("/v1/ledger/transactions", body, key);

        assertThat(posted.status()).isEqualTo(201);
        assertThat(posted.text("/id")).startsWith("txn_");
        assertThat(posted.text("/kind")).isEqualTo("post");
        assertThat(posted.text("/legs/1/amount/value")).isEqualTo("0.25");
        assertThat(again.body()).isEqualTo(posted.body());
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(api.get("/v1/ledger/transactions/" + posted.text("/id")).body())
                .isEqualTo(posted.body());
        assertThat(balance(customers)).isEqualTo("9.75");
        assertThat(api.post("/v1/ledger/transactions", body.replace("0.25", "0.26"), key)
                        .code())
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void pairsEntriesIntoLegsInTheirOrder() {
        String bank = account("asset", "1100");
        String customers = account("liability", "2000");
        String fees = account("income", "4100");

        Answer posted = api.post(
                TRANSACTIONS,
                entries(
                        entry(bank, "debit", "10.00"),
                        entry(customers, "credit", "9.75"),
                        entry(fees, "credit", "0.25")));

        assertThat(posted.status()).as("%s", posted.body()).isEqualTo(201);
        assertThat(posted.text("/legs/0/credit_account_id")).isEqualTo(customers);
        assertThat(posted.text("/legs/1/credit_account_id")).isEqualTo(fees);
        assertThat(posted.text("/legs/1/amount/value")).isEqualTo("0.25");
        assertThat(balance(bank)).isEqualTo("10.00");
        assertThat(api.post(TRANSACTIONS, entries(entry(bank, "debit", "1.00"), entry(fees, "credit", "0.99")))
                        .code())
                .isEqualTo("transaction_unbalanced");
        assertThat(refusal(api.post(
                        TRANSACTIONS,
                        entries(
                                entry(bank, "debit", "1.00"),
                                entry(fees, "debit", "1.00"),
                                entry(customers, "credit", "1.00"),
                                entry(fees, "credit", "1.00")))))
                .isEqualTo("same_account /entries/1");
        assertThat(fault(api.post(TRANSACTIONS, "{}"))).isEqualTo("/legs either_or");
    }

    private static String entries(String... lines) {
        return "{\"entries\":[" + String.join(",", lines) + "]}";
    }

    @Test
    void listsTransactionsBetweenTheProgramsAccountsNewestFirst() {
        TestProgram.wallet(api, TestProgram.subscriber(api), 100);
        String bank = account("asset", "1100");
        String customers = account("liability", "2000");
        String first = post(bank, customers, "1.00").text("/id");
        String second = post(bank, customers, "2.00").text("/id");

        Answer page = api.get(TRANSACTIONS + "?limit=1");
        assertThat(page.text("/data/0/id")).isEqualTo(second);
        Answer rest = api.get(TRANSACTIONS + "?cursor=" + page.text("/next_cursor"));
        assertThat(rest.body().at("/data").size()).isEqualTo(1);
        assertThat(rest.text("/data/0/id")).isEqualTo(first);
        assertThat(rest.body().at("/next_cursor").isNull()).isTrue();
    }

    @Test
    void movesBackAPartAndThenWhatIsLeftAndNoMore() {
        String bank = account("asset", "1100");
        String customers = account("liability", "2000");
        String fees = account("income", "4100");
        String id = api.post(
                        TRANSACTIONS,
                        "{\"legs\":[" + leg(bank, customers, "10.00") + "," + leg(customers, fees, "0.25") + "]}")
                .text("/id");
        String reversals = TRANSACTIONS + "/" + id + "/reversals";

        Answer part = api.post(reversals, "{\"legs\":[{\"index\":0,\"amount\":" + money("4.00") + "}]}");
        assertThat(part.status()).as("%s", part.body()).isEqualTo(201);
        assertThat(part.text("/kind")).isEqualTo("reversal");
        assertThat(part.text("/reverses")).isEqualTo(id);
        assertThat(part.text("/legs/0/debit_account_id")).isEqualTo(customers);
        assertThat(api.get(TRANSACTIONS + "/" + id).text("/legs/0/reversed/value"))
                .isEqualTo("4.00");
        assertThat(refusal(api.post(
                        reversals, "{\"legs\":[{\"index\":1},{\"index\":0,\"amount\":" + money("6.01") + "}]}")))
                .isEqualTo("reversal_exceeds_rest /legs/1");

        Answer rest = api.post(reversals, "{}");
        assertThat(rest.status()).as("%s", rest.body()).isEqualTo(201);
        assertThat(rest.body().at("/legs").size()).isEqualTo(2);
        assertThat(balance(bank)).isEqualTo("0.00");
        assertThat(balance(fees)).isEqualTo("0.00");
        assertThat(api.post(reversals, "{}").code()).isEqualTo("already_reversed");
        assertThat(api.post(TRANSACTIONS + "/" + rest.text("/id") + "/reversals", "{}")
                        .code())
                .isEqualTo("not_reversible");
        assertThat(fault(api.post(reversals, "{\"legs\":[{\"index\":0},{\"index\":0}]}")))
                .isEqualTo("/legs/1/index repeated");
        assertThat(refusal(api.post(reversals, "{\"legs\":[{\"index\":7}]}"))).isEqualTo("not_found /legs/0");
    }

    @Test
    void showsATrialBalanceWhoseTotalsAreEqual() {
        String bank = account("asset", "1100");
        String customers = account("liability", "2000");
        post(bank, customers, "12.34");

        Answer balance = api.get("/v1/ledger/trial_balance");

        assertThat(balance.status()).isEqualTo(200);
        assertThat(balance.text("/lines/0/gl_code")).isEqualTo("1100");
        assertThat(balance.text("/lines/0/debit/value")).isEqualTo("12.34");
        assertThat(balance.text("/lines/1/credit/value")).isEqualTo("12.34");
        assertThat(balance.text("/totals/0/debit/value")).isEqualTo("12.34");
        assertThat(balance.text("/totals/0/credit/value")).isEqualTo("12.34");
        assertThat(balance.text("/totals/0/credit/currency")).isEqualTo("EUR");
    }

    @Test
    void whenAccountBelongsToAWalletThenForbidden() {
        String controlled = controlled();
        String own = account("liability", "2000");

        assertThat(code(post(controlled, own, "0.10"))).isEqualTo("account_controlled");
        assertThat(code(post(own, controlled, "0.10"))).isEqualTo("account_controlled");
        assertThat(api.get("/v1/ledger/accounts/" + controlled).code()).isEqualTo("account_controlled");
        assertThat(refusal(api.post(HOLDS, leg(controlled, own, "0.10")))).isEqualTo("account_controlled");
    }

    @Test
    void answersTheSameForUnknownAndForOtherTenantsAccounts() {
        String own = account("liability", "2000");
        String foreign = account(TestProgram.create(port, programs).client(), "liability", "2000");
        String unknown = foreign.substring(0, 20) + "0000000000";

        for (String account : new String[] {foreign, unknown}) {
            assertThat(code(post(own, account, "1.00"))).isEqualTo("not_found");
            assertThat(code(post(account, own, "1.00"))).isEqualTo("not_found");
            assertThat(api.get("/v1/ledger/accounts/" + account).code()).isEqualTo("not_found");
        }
        Answer posted = post(own, account("asset", "1100"), "1.00");
        ApiClient other = TestProgram.create(port, programs).client();
        assertThat(other.get("/v1/ledger/transactions/" + posted.text("/id")).code())
                .isEqualTo("not_found");
    }

    @Test
    void refusesBadTransactionsEachWithItsOwnCode() {
        String euro = account("liability", "2000");
        String other = account("liability", "2001");
        String yen = api.post(
                        "/v1/ledger/accounts",
                        "{\"name\":\"yen\",\"kind\":\"liability\",\"currency\":\"JPY\",\"gl_code\":\"2000\"}")
                .text("/id");
        String purse = api.post("/v1/ledger/accounts", """
                        {"name":"purse","kind":"liability","currency":"EUR","gl_code":"2000",
                         "min_balance":{"value":"0.00","currency":"EUR"}}
                        """).text("/id");

        assertThat(code(post(euro, euro, "1.00"))).isEqualTo("same_account");
        assertThat(code(post(euro, yen, "1.00"))).isEqualTo("currency_mismatch");
        assertThat(refusal(post(purse, euro, "0.01"))).isEqualTo("insufficient_funds /legs/0");
        assertThat(fault(post(euro, other, "0.00"))).isEqualTo("/legs/0/amount not_positive");
        assertThat(fault(post(euro, other, "-1.00"))).isEqualTo("/legs/0/amount not_positive");
        assertThat(fault(post(euro, other, "1.001"))).isEqualTo("/legs/0/amount/value too_many_decimals");
        assertThat(fault(post("acc_1", other, "1.00"))).isEqualTo("/legs/0/debit_account_id malformed");
        assertThat(post(euro, other, "92233720368547758.07").status()).isEqualTo(201);
        assertThat(code(post(euro, other, "0.01"))).isEqualTo("amount_out_of_range");
        assertThat(api.post("/v1/ledger/transactions", "{\"legs\":[]}").status())
                .isEqualTo(400);
        assertThat(api.post("/v1/ledger/transactions", "{\"legs\":[null]}").status())
                .isEqualTo(400);
        String leg = leg(euro, other, "0.01");
        String tooMany = "{\"legs\":[" + String.join(",", Collections.nCopies(101, leg)) + "]}";
        assertThat(api.post("/v1/ledger/transactions", tooMany).status()).isEqualTo(400);
        assertThat(api.post("/v1/ledger/transactions", "{\"legs\":[" + leg + "]}", null)
                        .code())
                .isEqualTo("idempotency_key_missing");
    }

    @Test
    void refusesBadAccountsEachWithItsOwnFault() {
        assertThat(fault(open("Bank", "asset", "1100", ""))).startsWith("/name ");
        assertThat(fault(open("bank", "assets", "1100", ""))).isEqualTo("/kind unknown_value");
        assertThat(fault(open("bank", "asset", "11", ""))).startsWith("/gl_code ");
        assertThat(fault(open("bank", "asset", "1100", ",\"min_balance\":{\"value\":\"1\",\"currency\":\"JPY\"}")))
                .isEqualTo("/min_balance other_currency");
        assertThat(
                        fault(
                                open(
                                        "bank",
                                        "asset",
                                        "1100",
                                        ",\"min_balance\":{\"value\":\"2\",\"currency\":\"EUR\"},\"max_balance\":{\"value\":\"1\",\"currency\":\"EUR\"}")))
                .isEqualTo("/min_balance above_max_balance");
        assertThat(fault(open("bank", "asset", "1100", ",\"owner\":\"wallets\"")))
                .isEqualTo("/owner unknown_member");
    }

    @Test
    void whenScopeIsMissingThenForbidden() {
        ApiClient reader = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "ledger:read");
        ApiClient stranger = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "wallets:read");

        assertThat(reader.post("/v1/ledger/transactions", "{}").code()).isEqualTo("scope_missing");
        assertThat(reader.post("/v1/ledger/accounts", "{}").code()).isEqualTo("scope_missing");
        assertThat(reader.get("/v1/ledger/trial_balance").status()).isEqualTo(200);
        assertThat(stranger.get("/v1/ledger/trial_balance").code()).isEqualTo("scope_missing");
    }

    @Test
    void auditsEveryActAndEveryRead() {
        String one = account("asset", "1100");
        String other = account("liability", "2000");
        Answer posted = post(one, other, "1.00");
        post(one, one, "1.00");
        api.get("/v1/ledger/accounts/" + one);
        api.get("/v1/ledger/accounts");
        api.get("/v1/ledger/transactions/" + posted.text("/id"));
        api.get("/v1/ledger/trial_balance");

        assertThat(audited())
                .contains(
                        "ledger_account.open done",
                        "transaction.post done",
                        "transaction.post refused",
                        "ledger_account.read read",
                        "ledger_account.list read",
                        "transaction.read read",
                        "trial_balance.read read");
    }

    private Answer open(String name, String kind, String glCode, String more) {
        return api.post(ACCOUNTS, body(name, kind, glCode, more));
    }

    private static String code(Answer answer) {
        return answer.code();
    }
}
