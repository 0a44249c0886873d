package io.flowlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.client.Browser.Shown;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From nothing to an approved wallet, without script. */
class JoiningTests {
    private static final String PASSWORD = "four plain words here";

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

    private static Shown signUp(Browser browser, String family, String email) {
        return browser.submit(
                browser.open("/sign-up"),
                "/sign-up",
                "given_name",
                "Mara",
                "family_name",
                family,
                "email",
                email,
                "password",
                PASSWORD);
    }

    private static Shown consent(Browser browser) {
        return browser.submit(
                browser.open("/onboarding"),
                "/onboarding/consent",
                "accept.kyc_record",
                FakeApi.HASH,
                "accept.service",
                FakeApi.HASH);
    }

    private static Shown identify(Browser browser, Shown page, String born) {
        return browser.submit(
                page,
                "/onboarding/identity",
                "given_name",
                "Mara",
                "family_name",
                "Keller",
                "birth_on",
                born,
                "nationality",
                "DE",
                "line1",
                "Hafenstrasse 7",
                "line2",
                "",
                "postal_code",
                "20457",
                "city",
                "Hamburg",
                "country",
                "DE");
    }

    private static Shown answer(Browser browser, Shown page) {
        return browser.submit(
                page,
                "/onboarding/questions",
                "q.experience",
                "some",
                "q.purpose",
                "saving",
                "q.purpose",
                "paying_others",
                "q.horizon",
                "longer");
    }

    @Test
    void walksFromSignUpToAWalletWithMoney() {
        Browser browser = client.browser();
        Shown ready = signUp(browser, "Keller", "mara@example.com");
        assertThat(ready.path()).isEqualTo("/sign-up/done");
        Shown consent = browser.open("/sign-in/subscriber");
        assertThat(consent.path()).isEqualTo("/onboarding/consent");
        Shown identity = consent(browser);
        assertThat(identity.path()).isEqualTo("/onboarding/identity");
        assertThat(identity.body()).contains("value=\"Mara\"", "value=\"Keller\"");
        Shown questions = identify(browser, identity, "1990-01-31");
        assertThat(questions.path()).isEqualTo("/onboarding/questions");
        Shown home = answer(browser, questions);
        assertThat(home.text()).contains("Welcome, Mara");
        Shown wallet = browser.submit(home, "/wallet");
        assertThat(wallet.text()).contains("Available balance 0.00 EUR", "Nothing has moved yet");
        Shown rich = browser.submit(wallet, "/wallet/test-money", "amount", "250.00");
        assertThat(rich.text()).contains("250.00\u00a0EUR of test money is in your wallet");
        assertThat(rich.text()).contains("Test money added", "+250.00\u00a0EUR");
    }

    @Test
    void leadsBackToTheOpenStep() {
        Browser browser = client.browser();
        signUp(browser, "Later", "later@example.com");
        browser.open("/sign-in/subscriber");
        consent(browser);
        assertThat(browser.open("/onboarding/consent").path()).isEqualTo("/onboarding/identity");
        assertThat(browser.open("/onboarding/questions").path()).isEqualTo("/onboarding/identity");
        assertThat(browser.open("/onboarding/status").path()).isEqualTo("/onboarding/identity");
        assertThat(browser.open("/wallet").path()).isEqualTo("/onboarding/identity");
        assertThat(browser.open("/wallet/entries").path()).isEqualTo("/onboarding/identity");
        assertThat(browser.open("/send").path()).isEqualTo("/onboarding/identity");
    }

    @Test
    void tellsWhoIsOnAListNoMoreThanThatAReviewGoesOn() {
        Browser browser = client.browser();
        signUp(browser, "Listed", "listed.person@example.com");
        browser.open("/sign-in/subscriber");
        Shown questions = identify(browser, consent(browser), "1962-01-31");
        Shown status = answer(browser, questions);
        assertThat(status.path()).isEqualTo("/onboarding/status");
        assertThat(status.text()).contains("Your application is in review");
        assertThat(status.text().toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("sanction", "watchlist", "screening", "hit", "match", "risk");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "given_name|''|Enter your given name",
                "email|not-an-address|Enter an e-mail address like name@example.com",
                "password|too short|Use at least 15 characters",
                "password|my long password 123|This password is known from leaks: choose another"
            })
    void saysBesideTheFieldWhatIsWrongWithASignUp(String field, String value, String sentence) {
        Browser browser = client.browser();
        java.util.Map<String, String> fields = new java.util.LinkedHashMap<>();
        fields.put("given_name", "Mara");
        fields.put("family_name", "Fault");
        fields.put("email", "fault@example.com");
        fields.put("password", PASSWORD);
        fields.put(field, value);
        String[] pairs = fields.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
        Shown refused = browser.submit(browser.open("/sign-up"), "/sign-up", pairs);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body())
                .contains(
                        "<a href=\"#" + field + "\">" + sentence,
                        "id=\"" + field + "-fault\"",
                        "Error: Open an account")
                .doesNotContain(PASSWORD);
    }

    @Test
    void refusesAFieldOfTenThousandCharacters() {
        Browser browser = client.browser();
        Shown refused = browser.submit(
                browser.open("/sign-up"),
                "/sign-up",
                "given_name",
                "x".repeat(10_000),
                "family_name",
                "Long",
                "email",
                "long@example.com",
                "password",
                "p".repeat(10_000));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("Use at most 100 characters", "Use at most 128 characters");
    }

    @Test
    void asksForEachRequiredBoxAndForNoOther() {
        Browser browser = client.browser();
        signUp(browser, "Boxes", "boxes@example.com");
        browser.open("/sign-in/subscriber");
        Shown refused =
                browser.submit(browser.open("/onboarding"), "/onboarding/consent", "accept.service", FakeApi.HASH);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text())
                .contains("Tick this box to go on: Checking who you are")
                .doesNotContain("go on: News");
    }

    @Test
    void countsABoxUnderAnOlderTextForNothing() {
        Browser browser = client.browser();
        signUp(browser, "Older", "older@example.com");
        browser.open("/sign-in/subscriber");
        Shown refused = browser.submit(
                browser.open("/onboarding"),
                "/onboarding/consent",
                "accept.kyc_record",
                "00".repeat(32),
                "accept.service",
                "00".repeat(32));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("Tick this box to go on");
    }

    @Test
    void putsWhatTheApiRefusesBesideItsField() {
        Browser browser = client.browser();
        signUp(browser, "Young", "young@example.com");
        browser.open("/sign-in/subscriber");
        Shown refused = identify(browser, consent(browser), "2020-01-31");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("<a href=\"#birth_on\">You must be at least 18 years old");
        assertThat(refused.text()).contains("Reference for support: req_0fake");
        Shown nonsense = identify(browser, refused, "31.1.1990");
        assertThat(nonsense.text()).contains("Enter the date as year-month-day");
    }

    @Test
    void asksForTheAnswersThatAreMissing() {
        Browser browser = client.browser();
        signUp(browser, "Silent", "silent@example.com");
        browser.open("/sign-in/subscriber");
        Shown questions = identify(browser, consent(browser), "1990-01-31");
        Shown refused = browser.submit(questions, "/onboarding/questions", "q.experience", "some");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body())
                .contains("<a href=\"#q.purpose\">Choose at least one", "<a href=\"#q.horizon\">Choose one")
                .containsPattern("value=\"some\" checked");
    }
}
