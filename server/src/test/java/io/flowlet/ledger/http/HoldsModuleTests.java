package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set before each test
class HoldsModuleTests extends LedgerHttpTests {
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

    @Test
    void whatIsHeldIsNotSpentTwice() {
        Answer held = hold(purse, shop, "8.00");

        assertThat(held.status()).as("%s", held.body()).isEqualTo(201);
        assertThat(held.text("/id")).startsWith("hld_");
        assertThat(held.text("/status")).isEqualTo("open");
        assertThat(held.text("/capture_limit/value")).isEqualTo("8.00");
        Answer account = api.get(ACCOUNTS + "/" + purse);
        assertThat(account.text("/balance/value")).isEqualTo("10.00");
        assertThat(account.text("/available/value")).isEqualTo("2.00");
        assertThat(account.text("/pending_debits/value")).isEqualTo("8.00");
        assertThat(api.get(ACCOUNTS + "/" + shop).text("/pending_credits/value"))
                .isEqualTo("8.00");
        assertThat(post(purse, bank, "2.01").code()).isEqualTo("insufficient_funds");
        assertThat(hold(purse, shop, "2.01").code()).isEqualTo("insufficient_funds");
        assertThat(api.get(HOLDS + "/" + held.text("/id")).body()).isEqualTo(held.body());
        assertThat(api.get(HOLDS).text("/data/0/id")).isEqualTo(held.text("/id"));
    }

    @Test
    void capturesAPartThenTheRestAndNothingAfterwards() {
        String captures = HOLDS + "/" + hold(purse, shop, "8.00").text("/id") + "/captures";

        Answer part = api.post(captures, amount("3.00", ""), "part");
        assertThat(part.status()).as("%s", part.body()).isEqualTo(201);
        assertThat(part.text("/status")).isEqualTo("open");
        assertThat(part.text("/remaining/value")).isEqualTo("5.00");
        Answer again = api.post(captures, amount("3.00", ""), "part");
        assertThat(again.body()).isEqualTo(part.body());
        assertThat(again.header("idempotent-replayed")).hasValue("true");

        Answer rest = api.post(captures, "{}");
        assertThat(rest.text("/status")).isEqualTo("captured");
        assertThat(rest.text("/captured/value")).isEqualTo("8.00");
        assertThat(balance(shop)).isEqualTo("8.00");
        assertThat(api.post(captures, "{}").code()).isEqualTo("hold_not_open");
        assertThat(api.post(captures.replace("captures", "voids"), "{}").code()).isEqualTo("hold_not_open");
        assertThat(api.get(TRANSACTIONS).text("/data/0/kind")).isEqualTo("capture");
        assertThat(api.get(TRANSACTIONS).text("/data/0/hold_id")).isEqualTo(rest.text("/id"));
    }

    @Test
    void theLastCaptureGivesBackWhatItLeaves() {
        String captures = HOLDS + "/" + hold(purse, shop, "8.00").text("/id") + "/captures";

        Answer last = api.post(captures, amount("3.00", ",\"last\":true"));

        assertThat(last.text("/status")).isEqualTo("captured");
        assertThat(last.text("/captured/value")).isEqualTo("3.00");
        assertThat(api.get(ACCOUNTS + "/" + purse).text("/available/value")).isEqualTo("7.00");
    }

    @Test
    void capturesMoreThanIsHeldOnlyUpToTheLimit() {
        String body = leg(purse, shop, "4.00");
        Answer held =
                api.post(HOLDS, body.substring(0, body.length() - 1) + ",\"capture_limit\":" + money("5.00") + "}");
        String captures = HOLDS + "/" + held.text("/id") + "/captures";

        assertThat(api.post(captures, amount("5.01", "")).code()).isEqualTo("capture_limit_exceeded");
        assertThat(api.post(captures, amount("5.00", "")).text("/captured/value"))
                .isEqualTo("5.00");
        assertThat(fault(api.post(
                        HOLDS, body.substring(0, body.length() - 1) + ",\"capture_limit\":" + money("3.99") + "}")))
                .isEqualTo("/capture_limit below_amount");
    }

    @Test
    void aVoidGivesEverythingBack() {
        String hold = HOLDS + "/" + hold(purse, shop, "8.00").text("/id");

        Answer voided = api.post(hold + "/voids", "{}");

        assertThat(voided.text("/status")).isEqualTo("voided");
        assertThat(voided.text("/remaining/value")).isEqualTo("0.00");
        assertThat(api.get(ACCOUNTS + "/" + purse).text("/available/value")).isEqualTo("10.00");
        assertThat(api.post(hold + "/captures", "{}").code()).isEqualTo("hold_not_open");
        assertThat(audited())
                .contains("hold.place done", "hold.void done", "hold.capture refused", "transaction.post done");
        assertThat(told()).contains("hold.placed", "hold.voided");
    }

    @Test
    void aHoldWhoseTimeIsOverIsNotPlaced() {
        String body = leg(purse, shop, "1.00");

        assertThat(api.post(HOLDS, body.substring(0, body.length() - 1) + ",\"expires_at\":\"2026-01-01T00:00:00Z\"}")
                        .code())
                .isEqualTo("hold_expired");
        assertThat(fault(api.post(HOLDS, body.substring(0, body.length() - 1) + ",\"expires_at\":\"tomorrow\"}")))
                .isEqualTo("/expires_at malformed");
    }

    @Test
    void anUnknownHoldIsNotFound() {
        String unknown = HOLDS + "/hld_01kanr2c5ze8x9c4m5p6q7r8st";

        assertThat(api.get(unknown).code()).isEqualTo("not_found");
        assertThat(api.post(unknown + "/captures", "{}").code()).isEqualTo("not_found");
        assertThat(api.post(unknown + "/voids", "{}").code()).isEqualTo("not_found");
    }

    private static String amount(String value, String more) {
        return "{\"amount\":" + money(value) + more + "}";
    }
}
