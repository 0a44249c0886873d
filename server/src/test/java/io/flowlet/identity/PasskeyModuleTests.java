package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ids.PublicId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.SoftPasskey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Passkeys: made on the person's own page, used in the place of address, password and code. */
class PasskeyModuleTests extends StrictSignInTests {
    private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([\\w-]{43})\"");
    private static final Pattern NAME = Pattern.compile("value=\"(pky_[a-z0-9]+)\"");

    private Person ada;
    private Browser own;
    private String page;

    @BeforeEach
    void signsIn() {
        ada = subscriber();
        own = SignIn.tokens(app, ada.email(), SignIn.PASSWORD).browser();
        page = "/signin/factors?client_id=" + app.clientId();
    }

    @Test
    void signsInWithNothingElse() {
        SoftPasskey device = new SoftPasskey(ISSUER);
        HttpResponse<String> made = made(device);
        assertThat(made.statusCode()).as("%s", made.body()).isEqualTo(200);
        assertThat(made.body()).contains("recovery codes");
        assertThat(subjects(ada)).contains("A second step was set up");

        Browser browser = SignIn.browser(app);
        HttpResponse<String> answer = use(browser, device.withCounter(1));
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(303);
        SignIn.Tokens tokens = SignIn.exchanged(app, browser, SignIn.parameter(Browser.location(answer), "code"));
        Answer factors = tokens.api().get("/v1/me/factors");
        assertThat(factors.text("/factors/0/kind")).isEqualTo("passkey");
        assertThat(factors.body().at("/factors/0/last_used_at").isNull()).isFalse();
        byte[] claims = Base64.getUrlDecoder().decode(tokens.access().split("\\.", -1)[1]);
        var said = new JsonMapper().readTree(new String(claims, StandardCharsets.UTF_8));
        assertThat(said.path("acr").asString()).isEqualTo("3");
        assertThat(said.path("amr").toString()).isEqualTo("[\"pop\",\"user\",\"mfa\"]");
    }

    @Test
    void isTheSecondStepAfterAPassword() {
        SoftPasskey device = new SoftPasskey(ISSUER);
        made(device);
        Browser browser = SignIn.browser(app);
        String start = "/signin?" + SignIn.query(app);
        String step = Browser.location(SignIn.submit(browser, start, ada.email(), SignIn.PASSWORD));
        assertThat(step).startsWith("/signin/code?");
        HttpResponse<String> shown = browser.get(step);
        HttpResponse<String> answer = send(
                browser,
                step.replace("/signin/code", "/signin/passkey"),
                token(shown.body(), 1),
                device.used(shown.body()));
        assertThat(Browser.location(answer)).contains("code=");
        assertThat(browser.cookies()).doesNotContainKey("flowlet_step");
    }

    @Test
    void pagesRunOurScriptAndNoOther() {
        HttpResponse<String> signIn = SignIn.browser(app).get("/signin?" + SignIn.query(app));
        assertThat(signIn.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'; script-src 'self'; style-src 'self'");
        assertThat(signIn.body()).containsOnlyOnce("<script").contains("<script src=\"/signin/passkey.js\" defer>");
        HttpResponse<String> script = SignIn.browser(app).get("/signin/passkey.js");
        assertThat(script.headers().firstValue("content-type").orElseThrow()).startsWith("text/javascript");
        assertThat(own.get(page).headers().firstValue("content-security-policy").orElseThrow())
                .as("a page that needs none")
                .doesNotContain("script-src");
    }

    @Test
    void refusesWhatAnotherPageOrNobodyOrAnotherKeySigned() {
        SoftPasskey device = new SoftPasskey(ISSUER);
        made(device);
        assertThat(use(SignIn.browser(app), new SoftPasskey(ISSUER)).statusCode())
                .as("unknown")
                .isEqualTo(422);
        assertThat(use(SignIn.browser(app), device.withOrigin("https://localhost.evil.example"))
                        .statusCode())
                .as("from another page")
                .isEqualTo(422);
        device.withOrigin(ISSUER);
        String handle = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[16]);
        SoftPasskey other = new SoftPasskey(ISSUER);
        Person grace = subscriber();
        Browser hers = SignIn.tokens(app, grace.email(), SignIn.PASSWORD).browser();
        made(other, hers);
        assertThat(use(SignIn.browser(app), other.withUser(handle)).statusCode())
                .as("of another account")
                .isEqualTo(422);
        assertThat(use(SignIn.browser(app), device.unverified()).statusCode())
                .as("without finger, face or code")
                .isEqualTo(422);
        for (String nonsense : List.of("", "{}", "[]", "null", "x".repeat(20_000), "{\"id\":1}", "{\"response\":{}}")) {
            Browser browser = SignIn.browser(app);
            String start = "/signin?" + SignIn.query(app);
            String token = token(browser.get(start).body(), 1);
            String path = start.replace("/signin", "/signin/passkey");
            assertThat(send(browser, path, token, nonsense).statusCode())
                    .as(nonsense)
                    .isEqualTo(422);
        }
    }

    @Test
    void refusesAnAnswerThatWasUsedOrIsAnotherBrowsersOrLate() {
        SoftPasskey device = new SoftPasskey(ISSUER);
        made(device);
        Browser browser = SignIn.browser(app);
        String start = "/signin?" + SignIn.query(app);
        String path = start.replace("/signin", "/signin/passkey");
        String shown = browser.get(start).body();
        String answer = device.used(shown);
        Browser thief = SignIn.browser(app);
        assertThat(send(thief, path, token(thief.get(start).body(), 1), answer).statusCode())
                .as("a challenge of another browser")
                .isEqualTo(422);
        Map<String, String> cookies = new TreeMap<>(browser.cookies());
        assertThat(send(browser, path, token(shown, 1), answer).statusCode()).isEqualTo(303);
        browser.cookies().putAll(cookies);
        assertThat(send(browser, path, token(shown, 1), answer).statusCode())
                .as("the same again")
                .isEqualTo(422);
        String own = SoftPasskey.data(shown, "challenge");
        String forged = own.substring(0, own.length() - 4) + "AAAA";
        assertThat(send(browser, path, token(shown, 1), device.signed(forged)).statusCode())
                .as("a challenge that we never made")
                .isEqualTo(422);
    }

    @Test
    void refusesACounterThatWentBack() {
        SoftPasskey device = new SoftPasskey(ISSUER).withCounter(7);
        made(device);
        assertThat(use(SignIn.browser(app), device.withCounter(8)).statusCode()).isEqualTo(303);
        assertThat(use(SignIn.browser(app), device.withCounter(8)).statusCode())
                .as("a copy of the device")
                .isEqualTo(422);
        assertThat(use(SignIn.browser(app), device.withCounter(9)).statusCode()).isEqualTo(303);
    }

    @Test
    void isWorthNothingAtAnotherTenantOrForADisabledAccount() {
        SoftPasskey device = new SoftPasskey(ISSUER);
        made(device);
        SignIn.App here = app;
        var mine = tenant;
        openProgram();
        assertThat(use(SignIn.browser(app), device).statusCode()).isEqualTo(422);
        app = here;
        tenant = mine;
        assertThat(accounts.disable(system(), ada.id())).isTrue();
        assertThat(use(SignIn.browser(app), device).statusCode()).isEqualTo(422);
    }

    @Test
    void takesNoPasskeyWithoutThePasswordOrWithoutVerification() {
        assertThat(act("passkey", Map.of("password", "not it")).statusCode()).isEqualTo(422);
        HttpResponse<String> offer = act("passkey", Map.of("password", SignIn.PASSWORD));
        SoftPasskey device = new SoftPasskey(ISSUER);
        assertThat(act("take_passkey", Map.of("passkey", device.unverified().made(offer.body())))
                        .statusCode())
                .isEqualTo(422);
        SoftPasskey elsewhere = new SoftPasskey("https://evil.example");
        assertThat(act("take_passkey", Map.of("passkey", elsewhere.made(offer.body())))
                        .statusCode())
                .isEqualTo(422);
        String answer = new SoftPasskey(ISSUER).made(offer.body());
        Person grace = subscriber();
        Browser mine = own;
        own = SignIn.tokens(app, grace.email(), SignIn.PASSWORD).browser();
        assertThat(act("take_passkey", Map.of("passkey", answer)).statusCode())
                .as("in another session")
                .isEqualTo(422);
        own = mine;
        assertThat(act("take_passkey", Map.of("passkey", answer)).statusCode()).isEqualTo(200);
    }

    @Test
    void removesOneOfSeveralAndTheLastWithTheRecoveryCodes() {
        SoftPasskey first = new SoftPasskey(ISSUER);
        made(first);
        own = SignIn.browser(app);
        use(own, first);
        SoftPasskey second = new SoftPasskey(ISSUER);
        assertThat(made(second).body()).contains("Passkey on all your devices");
        Matcher names = NAME.matcher(own.get(page).body());
        assertThat(names.find()).isTrue();
        String oldest = names.group(1);
        Map<String, String> removal = Map.of("password", SignIn.PASSWORD, "which", oldest);
        assertThat(act("remove_passkey", removal).statusCode()).isEqualTo(200);
        assertThat(act("remove_passkey", removal).statusCode()).isEqualTo(409);
        assertThat(use(SignIn.browser(app), first).statusCode()).isEqualTo(422);
        assertThat(use(SignIn.browser(app), second).statusCode()).isEqualTo(303);

        assertThat(act("remove_passkey", Map.of("password", SignIn.PASSWORD, "which", nameOfOnly()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.recovery_code where account = ?", Integer.class, ada.id()))
                .isZero();
    }

    @Test
    void keepsTheLastOfSomebodyWhoMustHaveOne() {
        SoftPasskey device = new SoftPasskey(ISSUER);
        made(device);
        own = SignIn.browser(app);
        use(own, device);
        admin.post("/v1/wallets", """
                {"subscriber_id":"%s","currency":"EUR"}
                """.formatted(Audience.SUBSCRIBER.nameOf(ada.id())));
        assertThat(own.get(page).body()).doesNotContain("Remove");
        for (Map<String, String> removal :
                List.of(Map.of("act", "remove_passkey", "which", nameOfOnly()), Map.of("act", "remove"))) {
            Map<String, String> form = new TreeMap<>(removal);
            form.put("password", SignIn.PASSWORD);
            assertThat(act(removal.getOrDefault("act", ""), form).statusCode()).isEqualTo(409);
        }
        assertThat(use(SignIn.browser(app), device).statusCode()).isEqualTo(303);
    }

    private String nameOfOnly() {
        UUID id = superuser.queryForObject("select id from identity.passkey where account = ?", UUID.class, ada.id());
        return PublicId.format("pky", Objects.requireNonNull(id));
    }

    private HttpResponse<String> made(SoftPasskey device) {
        return made(device, own);
    }

    private HttpResponse<String> made(SoftPasskey device, Browser browser) {
        HttpResponse<String> offer = act(browser, "passkey", Map.of("password", SignIn.PASSWORD));
        assertThat(offer.statusCode()).as("%s", offer.body()).isEqualTo(200);
        return act(browser, "take_passkey", Map.of("passkey", device.made(offer.body())));
    }

    private HttpResponse<String> use(Browser browser, SoftPasskey device) {
        String start = "/signin?" + SignIn.query(app);
        String shown = browser.get(start).body();
        String path = start.replace("/signin", "/signin/passkey");
        return send(browser, path, token(shown, 1), device.used(shown));
    }

    private static HttpResponse<String> send(Browser browser, String path, String token, String answer) {
        return browser.post(path, Map.of("form_token", token, "passkey", answer), "same-origin");
    }

    private HttpResponse<String> act(String act, Map<String, String> more) {
        return act(own, act, more);
    }

    private HttpResponse<String> act(Browser browser, String act, Map<String, String> more) {
        Map<String, String> form = new TreeMap<>(more);
        form.put("form_token", Browser.formToken(browser.get(page)));
        form.put("act", act);
        return browser.post(page, form, "same-origin");
    }

    /** The token of the {@code number}th form behind the first. */
    private static String token(String html, int number) {
        return TOKEN.matcher(html)
                .results()
                .skip(number)
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
