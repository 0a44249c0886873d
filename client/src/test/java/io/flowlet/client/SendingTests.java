package io.flowlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.client.Browser.Shown;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money leaves once, and only as it was shown. */
class SendingTests {
    @SuppressWarnings("NullAway.Init")
    private static StartedClient client;

    @BeforeAll
    static void start() {
        client = new StartedClient();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    private static Shown describe(Browser browser, String amount) {
        return browser.submit(
                browser.open("/send"),
                "/send",
                "payee",
                FakeApi.PAYEE,
                "wallet_id",
                "",
                "amount",
                amount,
                "note",
                "Books");
    }

    @Test
    void sendsMoneyAndShowsAReceipt() {
        Browser browser = client.subscriber("sender@example.com", "100.00");
        Shown confirm = describe(browser, "12,50");
        assertThat(confirm.path()).startsWith("/send/");
        assertThat(confirm.text()).contains("12.50 EUR", "Harbour Books", "Pay 12.50\u00a0EUR");
        Shown receipt = browser.submit(confirm, confirm.path());
        assertThat(receipt.path()).startsWith("/payments/pay_");
        assertThat(receipt.text()).contains("Your payment was made", "12.50 EUR", "Harbour Books", "Books", "pay_");
        assertThat(browser.open("/wallet").text()).contains("87.50 EUR", "\u221212.50\u00a0EUR", "To Harbour Books");
        assertThat(browser.open(receipt.path()).text()).doesNotContain("Your payment was made");
    }

    @Test
    void paysOnceHoweverOftenTheButtonIsPressed() throws Exception {
        Browser browser = client.subscriber("eager@example.com", "100.00");
        Shown confirm = describe(browser, "10.00");
        try (ExecutorService fingers = Executors.newFixedThreadPool(4)) {
            List<Future<Shown>> pressed = java.util.stream.IntStream.range(0, 4)
                    .mapToObj(i -> fingers.submit(() -> browser.submit(confirm, confirm.path())))
                    .toList();
            for (Future<Shown> one : pressed) {
                assertThat(one.get().path()).startsWith("/payments/pay_");
            }
        }
        assertThat(client.server().api().paymentsMade("eager@example.com")).isEqualTo(1);
        assertThat(browser.open("/wallet").text()).contains("90.00 EUR");
    }

    @Test
    void aLostAnswerIsFoundUnderTheSameKey() {
        Browser browser = client.subscriber("unlucky@example.com", "100.00");
        Shown confirm = describe(browser, "10.00");
        client.server().api().losesAnswers(true);
        Shown unknown = browser.submit(confirm, confirm.path());
        client.server().api().losesAnswers(false);
        assertThat(unknown.status()).isEqualTo(503);
        assertThat(unknown.text()).contains("we do not know whether your payment was made");
        Shown receipt = browser.submit(unknown, confirm.path());
        assertThat(receipt.path()).startsWith("/payments/pay_");
        assertThat(client.server().api().paymentsMade("unlucky@example.com")).isEqualTo(1);
    }

    @Test
    void saysThatTheMoneyDoesNotSufficeAndKeepsWhatWasTyped() {
        Browser browser = client.subscriber("poor@example.com", "5.00");
        Shown confirm = describe(browser, "12.50");
        Shown refused = browser.submit(confirm, confirm.path());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body())
                .contains("<a href=\"#amount\">There is not enough money in your wallet", "value=\"12.50\"");
        assertThat(refused.text()).contains("Reference for support: req_0fake");
        Shown smaller =
                browser.submit(refused, "/send", "payee", FakeApi.PAYEE, "wallet_id", "", "amount", "4.00", "note", "");
        assertThat(browser.submit(smaller, smaller.path()).path()).startsWith("/payments/");
    }

    @Test
    void saysThatThereIsNoSuchWallet() {
        Browser browser = client.subscriber("typist@example.com", "50.00");
        Shown confirm = browser.submit(
                browser.open("/send"),
                "/send",
                "payee",
                "other",
                "wallet_id",
                "wal_00000000000000000000",
                "amount",
                "1",
                "note",
                "");
        Shown refused = browser.submit(confirm, confirm.path());
        assertThat(refused.body()).contains("<a href=\"#wallet_id\">There is no wallet with this id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0.00",
                "-1",
                "+1",
                "1.234",
                "1,234",
                "1,234.50",
                "1 000",
                "1e3",
                "NaN",
                "12.",
                ".5",
                "١٢",
                "9999999999999",
                "1.2.3",
                "EUR 5",
                "0x10"
            })
    void refusesAnAmountThatIsNotPlain(String amount) {
        Browser browser = client.subscriber("amounts@example.com", "50.00");
        Shown refused = describe(browser, amount);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("<a href=\"#amount\">Enter an amount like 12.50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wal", "sub_0000000000", "wal_<script>", "wal_../../x", "wal_a b"})
    void refusesARecipientThatIsNoWalletId(String id) {
        Browser browser = client.subscriber("recipients@example.com", "50.00");
        Shown refused = browser.submit(
                browser.open("/send"), "/send", "payee", "other", "wallet_id", id, "amount", "1", "note", "");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("href=\"#wallet_id\"").doesNotContain("<script>");
    }

    @Test
    void showsWhatSomebodyTypedAsTextAndNeverAsMarkup() {
        Browser browser = client.subscriber("markup@example.com", "50.00");
        Shown confirm = browser.submit(
                browser.open("/send"),
                "/send",
                "payee",
                FakeApi.PAYEE,
                "wallet_id",
                "",
                "amount",
                "1",
                "note",
                "<img src=x onerror=alert(1)>");
        assertThat(confirm.body()).contains("&lt;img src=x").doesNotContain("<img");
    }

    @Test
    void aPaymentThatIsNoLongerOpenIsNotMade() {
        Browser browser = client.subscriber("stale@example.com", "50.00");
        Shown confirm = describe(browser, "1.00");
        int before = client.server().api().paymentCalls();
        Shown other = browser.post("/send/00000000-0000-0000-0000-000000000000", hidden(confirm), "amount", "40.00");
        assertThat(other.text()).contains("This payment is no longer open");
        assertThat(client.server().api().paymentCalls()).isEqualTo(before);
    }

    private static java.util.Map<String, String> hidden(Shown page) {
        var token = java.util.regex.Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                .matcher(page.body());
        assertThat(token.find()).isTrue();
        return java.util.Map.of("_csrf", token.group(1));
    }

    @Test
    void pagesThroughEntries() {
        Browser browser = client.subscriber("busy@example.com", "500.00");
        for (int i = 1; i <= 22; i++) {
            browser.submit(browser.open("/wallet"), "/wallet/test-money", "amount", i + ".00");
        }
        Shown first = browser.open("/wallet/entries");
        assertThat(first.text()).contains("+22.00", "+3.00", "Older entries").doesNotContain("+1.00\u00a0EUR");
        Shown second = browser.open("/wallet/entries?after=20");
        assertThat(second.text()).contains("+1.00\u00a0EUR", "Newest entries").doesNotContain("Older entries");
    }

    @Test
    void addsTestMoneyOnceForOnePress() {
        Browser browser = client.subscriber("tester@example.com", "0.01");
        Shown home = browser.open("/wallet");
        browser.submit(home, "/wallet/test-money", "amount", "10.00");
        browser.submit(home, "/wallet/test-money", "amount", "10.00");
        assertThat(browser.open("/wallet").text()).contains("10.01 EUR");
    }
}
