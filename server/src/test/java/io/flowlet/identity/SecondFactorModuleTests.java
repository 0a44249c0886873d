package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.AuthenticatorApp;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signing in with a second factor where it is required: set up at the first time, asked for at every other. */
class SecondFactorModuleTests extends StrictSignInTests {
    private static final Pattern RECOVERY_CODE = Pattern.compile("<code>([0-9a-z]{5}-[0-9a-z]{5})</code>");

    private SignIn.App console;
    private Person grace;

    @BeforeEach
    void staffOfTheProgram() {
        console = staffApp();
        grace = staff(StaffRole.ANALYST);
    }

    /** What a person has after the first sign-in. */
    private record Enrolled(AuthenticatorApp phone, List<String> recoveryCodes, SignIn.Tokens tokens) {}

    @Test
    void bringsStaffToSetItsAppUpBeforeAnythingElse() {
        Browser browser = SignIn.browser(console);
        String page = password(browser, grace);
        assertThat(page).startsWith("/signin/app?");
        assertThat(browser.cookies()).doesNotContainKey("flowlet_staff");
        HttpResponse<String> shown = browser.get(page);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body())
                .contains("<svg class=\"qr\" role=\"img\" aria-label=")
                .doesNotContain("<script");
        assertThat(shown.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'")
                .doesNotContain("script-src");
        assertThat(Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(console))))
                .as("no session yet")
                .startsWith("/signin?");

        Enrolled enrolled = enrolled(browser, page);
        assertThat(enrolled.recoveryCodes()).hasSize(10).doesNotHaveDuplicates();
        assertThat(enrolled.tokens().api().get("/v1/me").status()).isEqualTo(200);
        JsonNode claims = claims(enrolled.tokens());
        assertThat(claims.path("acr").asString()).isEqualTo("2");
        assertThat(claims.path("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
        assertThat(superuser.queryForObject(
                        "select secret from identity.authenticator_app where account = ?", byte[].class, grace.id()))
                .as("sealed")
                .hasSizeGreaterThan(20);
    }

    @Test
    void asksForACodeAtEveryOtherSignIn() {
        Enrolled enrolled = enrolled(grace);
        Browser browser = SignIn.browser(console);
        String page = password(browser, grace);
        assertThat(page).startsWith("/signin/code?");
        String code = enrolled.phone().code(1);
        HttpResponse<String> answer = send(browser, page, code);
        SignIn.Tokens tokens = SignIn.exchanged(console, browser, SignIn.parameter(Browser.location(answer), "code"));
        assertThat(claims(tokens).path("acr").asString()).isEqualTo("2");

        Browser thief = SignIn.browser(console);
        String again = password(thief, grace);
        assertThat(send(thief, again, code).statusCode())
                .as("a code that was used")
                .isEqualTo(422);
    }

    @Test
    void takesEachRecoveryCodeOnce() {
        Enrolled enrolled = enrolled(grace);
        String kept = enrolled.recoveryCodes().getFirst();
        Browser browser = SignIn.browser(console);
        String typed = kept.toUpperCase(java.util.Locale.ROOT).replace("-", " ");
        assertThat(Browser.location(send(browser, password(browser, grace), typed)))
                .contains("code=");
        Browser other = SignIn.browser(console);
        assertThat(send(other, password(other, grace), kept).statusCode()).isEqualTo(422);
        Answer factors = enrolled.tokens().api().get("/v1/me/factors");
        assertThat(factors.status()).as("%s", factors.body()).isEqualTo(200);
        assertThat(factors.text("/factors/0/kind")).isEqualTo("totp");
        assertThat(factors.body().path("recovery_codes_left").asInt()).isEqualTo(9);
        assertThat(factors.body().path("required").asBoolean()).isTrue();
    }

    @Test
    void blocksCodesAfterFiveWrongOnesFromAnywhere() {
        Enrolled enrolled = enrolled(grace);
        String wrong = enrolled.phone().wrongCode();
        for (int i = 1; i <= 4; i++) {
            Browser browser = SignIn.browser(console);
            assertThat(send(browser, password(browser, grace), wrong).statusCode())
                    .as("wrong %d", i)
                    .isEqualTo(422);
        }
        Browser browser = SignIn.browser(console);
        String page = password(browser, grace);
        HttpResponse<String> blocked = send(browser, page, wrong);
        assertThat(blocked.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(blocked.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(800, 900);
        assertThat(send(browser, page, enrolled.phone().code(1)).statusCode())
                .as("a right one, but blocked")
                .isEqualTo(429);

        superuser.update(
                "update identity.account set codes_blocked_until = now() - interval '1 second' where id = ?",
                grace.id());
        assertThat(Browser.location(send(browser, page, enrolled.phone().code(1))))
                .contains("code=");
        assertThat(subjects(grace)).contains("A second step was set up", "Wrong codes for your account");
        assertThat(superuser.queryForObject(
                        "select wrong_codes from identity.account where id = ?", Integer.class, grace.id()))
                .isZero();
    }

    @Test
    void refusesAStepThatIsNotOfThisBrowserOrTooOld() {
        Enrolled enrolled = enrolled(grace);
        Browser browser = SignIn.browser(console);
        String page = password(browser, grace);
        assertThat(Browser.location(SignIn.browser(console).get(page)))
                .as("a browser of which no password was right")
                .startsWith("/signin?");
        String token = Browser.formToken(browser.get(page));
        String code = enrolled.phone().code(1);
        assertThat(browser.post(page, Map.of("form_token", token, "code", code), "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post(page, Map.of("code", code), "same-origin").statusCode())
                .as("without the form's token")
                .isEqualTo(403);
        assertThat(Browser.location(browser.get(page.replace("/signin/code", "/signin/app"))))
                .as("a second first app")
                .startsWith("/signin?");

        String once = password(browser, grace);
        superuser.update(
                "update identity.sign_in_step set expires_at = now() - interval '1 second' where account = ?",
                grace.id());
        assertThat(Browser.location(browser.get(once))).startsWith("/signin?");
    }

    @Test
    void endsAStepWithTheAccountItIsOf() {
        Enrolled enrolled = enrolled(grace);
        Browser browser = SignIn.browser(console);
        String page = password(browser, grace);
        String token = Browser.formToken(browser.get(page));
        assertThat(accounts.disable(system(), grace.id())).isTrue();
        HttpResponse<String> answer = browser.post(
                page, Map.of("form_token", token, "code", enrolled.phone().code(1)), "same-origin");
        assertThat(Browser.location(answer)).startsWith("/signin?");
    }

    @Test
    void isWorthNothingAtAnotherTenant() {
        enrolled(grace);
        Browser browser = SignIn.browser(console);
        password(browser, grace);
        openProgram();
        SignIn.App elsewhere = staffApp();
        assertThat(Browser.location(browser.get("/signin/code?" + SignIn.query(elsewhere))))
                .startsWith("/signin?");
    }

    @Test
    void offersTheSecondOfTwoFirstAppsNothing() {
        Browser first = SignIn.browser(console);
        Browser second = SignIn.browser(console);
        String page = password(first, grace);
        String late = password(second, grace);
        AuthenticatorApp other = AuthenticatorApp.reading(second.get(late).body());
        String token = Browser.formToken(second.get(late));
        enrolled(first, page);
        HttpResponse<String> answer =
                second.post(late, Map.of("form_token", token, "code", other.code()), "same-origin");
        assertThat(Browser.location(answer)).startsWith("/signin?");
    }

    @Test
    void asksASubscriberOnceThereIsAWallet() {
        Person ada = subscriber();
        SignIn.Tokens tokens = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        assertThat(claims(tokens).path("acr").asString()).isEqualTo("1");
        Answer wallet = admin.post("/v1/wallets", """
                {"subscriber_id":"%s","currency":"EUR"}
                """.formatted(Audience.SUBSCRIBER.nameOf(ada.id())));
        assertThat(wallet.status()).as("%s", wallet.body()).isEqualTo(201);
        Browser browser = SignIn.browser(app);
        String page = Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app)));
        assertThat(Browser.location(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD)))
                .startsWith("/signin/app?");
    }

    private Enrolled enrolled(Person person) {
        Browser browser = SignIn.browser(console);
        return enrolled(browser, password(browser, person));
    }

    private Enrolled enrolled(Browser browser, String page) {
        HttpResponse<String> shown = browser.get(page);
        AuthenticatorApp phone = AuthenticatorApp.reading(shown.body());
        assertThat(send(browser, page, phone.wrongCode()).statusCode()).isEqualTo(422);
        HttpResponse<String> kept = send(browser, page, phone.code());
        assertThat(kept.statusCode()).as("%s", kept.body()).isEqualTo(200);
        List<String> codes = RECOVERY_CODE
                .matcher(kept.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        String done = page.replace("/signin/app", "/signin/app/done");
        HttpResponse<String> answer = browser.post(done, Map.of("form_token", Browser.formToken(kept)), "same-origin");
        SignIn.Tokens tokens = SignIn.exchanged(console, browser, SignIn.parameter(Browser.location(answer), "code"));
        return new Enrolled(phone, codes, tokens);
    }

    private String password(Browser browser, Person person) {
        String page = Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(console)));
        if (!page.startsWith("/signin?")) {
            browser.cookies().clear();
            page = Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(console)));
        }
        return Browser.location(SignIn.submit(browser, page, person.email(), SignIn.PASSWORD));
    }

    private static HttpResponse<String> send(Browser browser, String page, String code) {
        String token = Browser.formToken(browser.get(page));
        return browser.post(page, Map.of("form_token", token, "code", code), "same-origin");
    }

    private static JsonNode claims(SignIn.Tokens tokens) {
        byte[] body = Base64.getUrlDecoder().decode(tokens.access().split("\\.", -1)[1]);
        return new JsonMapper().readTree(new String(body, StandardCharsets.UTF_8));
    }
}
