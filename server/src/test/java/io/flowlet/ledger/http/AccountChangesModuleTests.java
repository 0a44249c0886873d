package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountChangesModuleTests extends LedgerHttpTests {
    @Test
    void changesLimitsForWhoeverSawTheAccountAsItIs() {
        String bank = account("asset", "1100");
        String purse = purse();
        assertThat(post(bank, purse, "10.00").status()).isEqualTo(201);
        assertThat(etag(purse)).isEqualTo("\"0\"");

        Answer changed = patch(purse, "\"0\"", "{\"min_balance\":" + money("-5.00") + "}");

        assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
        assertThat(changed.header("etag")).hasValue("\"1\"");
        assertThat(changed.text("/min_balance/value")).isEqualTo("-5.00");
        assertThat(post(purse, bank, "15.00").status()).isEqualTo(201);
        assertThat(post(purse, bank, "0.01").code()).isEqualTo("insufficient_funds");
        assertThat(patch(purse, "\"0\"", "{\"min_balance\":null}").code()).isEqualTo("precondition_failed");
        assertThat(patch(purse, null, "{\"min_balance\":null}").code()).isEqualTo("precondition_required");
        assertThat(patch(purse, "1", "{\"min_balance\":null}").code()).isEqualTo("parameter_invalid");
        Answer freed = patch(purse, "\"1\"", "{\"min_balance\":null,\"max_balance\":" + money("100.00") + "}");
        assertThat(freed.body().at("/min_balance").isNull()).isTrue();
        assertThat(freed.text("/max_balance/value")).isEqualTo("100.00");
        assertThat(post(purse, bank, "500.00").status()).isEqualTo(201);
        assertThat(audited()).contains("ledger_account.change done", "ledger_account.change refused");
        assertThat(told()).contains("ledger_account.changed");
    }

    @Test
    void limitsOfADebitSideStandOnThatSide() {
        String bank = account("asset", "1100");
        String equity = account("equity", "3000");

        Answer changed =
                patch(bank, "\"0\"", "{\"min_balance\":" + money("0.00") + ",\"max_balance\":" + money("7.00") + "}");

        assertThat(changed.text("/min_balance/value")).isEqualTo("0.00");
        assertThat(changed.text("/max_balance/value")).isEqualTo("7.00");
        assertThat(post(bank, equity, "7.01").status()).isEqualTo(422);
        assertThat(post(equity, bank, "0.01").status()).isEqualTo(422);
        assertThat(post(bank, equity, "7.00").status()).isEqualTo(201);
        assertThat(fault(patch(bank, "\"1\"", "{\"min_balance\":" + money("7.01") + "}")))
                .isEqualTo("/min_balance above_max_balance");
        assertThat(fault(patch(bank, "\"1\"", "{\"max_balance\":{\"value\":\"7\",\"currency\":\"JPY\"}}")))
                .isEqualTo("/max_balance other_currency");
        assertThat(fault(patch(bank, "\"1\"", "{\"kind\":\"asset\"}"))).isEqualTo("/kind unknown_member");
        assertThat(fault(patch(bank, "\"1\"", "{\"status\":\"shut\"}"))).isEqualTo("/status unknown_value");
        assertThat(etag(bank)).isEqualTo("\"1\"");
    }

    @Test
    void freezesAndClosesForGoodWhatIsEmpty() {
        String bank = account("asset", "1100");
        String purse = purse();
        post(bank, purse, "3.00");

        assertThat(patch(purse, "\"0\"", "{\"status\":\"debit_frozen\"}").text("/status"))
                .isEqualTo("debit_frozen");
        assertThat(refusal(post(purse, bank, "1.00"))).isEqualTo("account_frozen /legs/0");
        assertThat(post(bank, purse, "1.00").status()).isEqualTo(201);
        assertThat(patch(purse, "\"1\"", "{\"status\":\"closed\"}").code()).isEqualTo("account_not_empty");
        assertThat(patch(purse, "\"1\"", "{\"status\":\"open\"}").status()).isEqualTo(200);
        String hold = hold(purse, bank, "4.00").text("/id");
        assertThat(api.post(HOLDS + "/" + hold + "/captures", "{}").status()).isEqualTo(201);
        assertThat(patch(purse, "\"2\"", "{\"status\":\"closed\"}").text("/status"))
                .isEqualTo("closed");
        assertThat(patch(purse, "\"3\"", "{\"status\":\"open\"}").code()).isEqualTo("account_closed");
        assertThat(refusal(post(bank, purse, "1.00"))).isEqualTo("account_closed /legs/0");
    }

    @Test
    void anAccountWithAHoldOnItIsNotClosed() {
        String purse = account("liability", "2000");
        hold(purse, account("liability", "2001"), "1.00");

        assertThat(patch(purse, "\"0\"", "{\"status\":\"closed\"}").code()).isEqualTo("account_not_empty");
    }

    @Test
    void whoseAccountItIsNotCannotChangeIt() {
        String controlled = controlled();

        assertThat(patch(controlled, "\"0\"", "{\"status\":\"frozen\"}").code()).isEqualTo("account_controlled");
        assertThat(patch(account("asset", "1100").substring(0, 20) + "0000000000", "\"0\"", "{}")
                        .code())
                .isEqualTo("not_found");
    }

    @Test
    void showsTheBalanceOfAnotherMoment() {
        String bank = account("asset", "1100");
        String purse = purse();
        Instant yesterday = Instant.now().minusSeconds(86_400);
        Answer first = api.post(
                TRANSACTIONS, "{\"legs\":[%s],\"value_at\":\"%s\"}".formatted(leg(bank, purse, "10.00"), yesterday));
        Answer second = post(bank, purse, "2.50");
        String at = ACCOUNTS + "/" + purse + "?at=";

        assertThat(api.get(at + first.text("/booked_at")).text("/balance/value"))
                .isEqualTo("10.00");
        assertThat(api.get(at + first.text("/booked_at")).text("/available/value"))
                .isEqualTo("10.00");
        assertThat(api.get(at + second.text("/booked_at")).text("/balance/value"))
                .isEqualTo("12.50");
        assertThat(api.get(at + yesterday).text("/balance/value")).isEqualTo("0.00");
        Answer byValue = api.get(ACCOUNTS + "/" + purse + "?value_at=" + first.text("/value_at"));
        assertThat(byValue.text("/balance/value")).isEqualTo("10.00");
        assertThat(byValue.body().at("/available").isNull()).isTrue();
        assertThat(api.get(at + "2026-01-01").code()).isEqualTo("parameter_invalid");
        assertThat(api.get(at + yesterday + "&value_at=" + yesterday).code()).isEqualTo("parameter_invalid");
        assertThat(api.get("/v1/ledger/trial_balance?at=" + first.text("/booked_at"))
                        .text("/lines/0/debit/value"))
                .isEqualTo("10.00");
        assertThat(api.get("/v1/ledger/trial_balance?value_on="
                                + yesterday.toString().substring(0, 10))
                        .text("/lines/0/debit/value"))
                .isEqualTo("10.00");
    }

    private String etag(String account) {
        return api.get(ACCOUNTS + "/" + account).header("etag").orElseThrow();
    }

    private Answer patch(String account, @Nullable String ifMatch, String json) {
        var request = api.request(ACCOUNTS + "/" + account)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json));
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        return ApiClient.send(request.build());
    }
}
