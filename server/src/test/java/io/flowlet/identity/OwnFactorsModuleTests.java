package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.AuthenticatorApp;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page on which a person changes the own second factors. */
class OwnFactorsModuleTests extends SignInTests {
    private static final Pattern HELD = Pattern.compile("name=\"held\" value=\"([\\w-]{43})\"");

    private Person ada;
    private Browser browser;
    private String page;

    @BeforeEach
    void signsIn() {
        ada = subscriber();
        browser = SignIn.tokens(app, ada.email(), SignIn.PASSWORD).browser();
        page = "/signin/factors?client_id=" + app.clientId();
    }

    @Test
    void setsAnAppUpMakesCodesAnewAndRemovesThem() {
        assertThat(browser.get(page).body()).contains("Set up an authenticator app");
        HttpResponse<String> offer = act("app", Map.of("password", SignIn.PASSWORD));
        assertThat(offer.statusCode()).isEqualTo(200);
        AuthenticatorApp phone = AuthenticatorApp.reading(offer.body());
        String held = held(offer);
        HttpResponse<String> wrong = act("take", Map.of("held", held, "code", phone.wrongCode()));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(AuthenticatorApp.reading(wrong.body()).code(9))
                .as("the same key")
                .isEqualTo(phone.code(9));
        HttpResponse<String> made = act("take", Map.of("held", held, "code", phone.code()));
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.body()).contains("recovery codes");
        assertThat(Browser.location(act("seen", Map.of()))).isEqualTo(page);
        assertThat(audited(ada, "factor.add")).isEqualTo(1);

        assertThat(act("remove", Map.of("password", SignIn.PASSWORD)).statusCode())
                .as("a session without the second factor")
                .isEqualTo(403);
        signsInWith(phone.code(1));
        assertThat(browser.get(page).body()).contains("10 of 10 recovery codes", "Remove the second step");
        assertThat(act("codes", Map.of("password", SignIn.PASSWORD)).statusCode())
                .isEqualTo(200);
        assertThat(audited(ada, "recovery_codes.make")).isEqualTo(2);
        assertThat(act("remove", Map.of("password", SignIn.PASSWORD)).body()).contains("Set up an authenticator app");
        assertThat(audited(ada, "factor.remove")).isEqualTo(1);
        assertThat(SignIn.tokens(app, ada.email(), SignIn.PASSWORD)
                        .api()
                        .get("/v1/me")
                        .status())
                .as("the password alone again")
                .isEqualTo(200);
    }

    @Test
    void asksForThePasswordAndCountsWrongOnes() {
        for (String act : List.of("app", "codes", "remove")) {
            HttpResponse<String> wrong = act(act, Map.of("password", "not the password at all"));
            assertThat(wrong.statusCode()).as(act).isEqualTo(422);
            assertThat(wrong.body()).contains("This is not your password");
        }
        act("app", Map.of("password", ""));
        act("app", Map.of());
        HttpResponse<String> many = act("app", Map.of("password", SignIn.PASSWORD));
        assertThat(many.statusCode()).isEqualTo(429);
        assertThat(many.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThat(act("codes", Map.of("password", SignIn.PASSWORD)).statusCode())
                .isEqualTo(409);
        assertThat(act("remove", Map.of("password", SignIn.PASSWORD)).statusCode())
                .isEqualTo(409);
        assertThat(act("", Map.of("password", SignIn.PASSWORD)).statusCode()).isEqualTo(409);
        String own = "x".repeat(43);
        assertThat(act("take", Map.of("held", own, "code", "123456")).statusCode())
                .as("what was never offered")
                .isEqualTo(422);
    }

    @Test
    void refusesOtherSitesOtherBrowsersAndUnknownApps() {
        String token = Browser.formToken(browser.get(page));
        Map<String, String> form = Map.of("form_token", token, "act", "app", "password", SignIn.PASSWORD);
        assertThat(browser.post(page, form, "cross-site").statusCode()).isEqualTo(403);
        assertThat(browser.post(page, Map.of("act", "app", "password", SignIn.PASSWORD), "same-origin")
                        .statusCode())
                .isEqualTo(403);
        Browser stranger = SignIn.browser(app);
        assertThat(stranger.get(page).statusCode()).isEqualTo(403);
        assertThat(stranger.get("/signin/factors").statusCode()).isEqualTo(400);
        assertThat(browser.get("/signin/factors?client_id=cli_x").statusCode()).isEqualTo(400);

        openProgram();
        assertThat(browser.get("/signin/factors?client_id=" + app.clientId()).statusCode())
                .as("a session of another tenant")
                .isEqualTo(403);
    }

    private void signsInWith(String code) {
        browser = SignIn.browser(app);
        String start = Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app)));
        String step = Browser.location(SignIn.submit(browser, start, ada.email(), SignIn.PASSWORD));
        assertThat(step).startsWith("/signin/code?");
        String token = Browser.formToken(browser.get(step));
        HttpResponse<String> answer = browser.post(step, Map.of("form_token", token, "code", code), "same-origin");
        assertThat(Browser.location(answer)).contains("code=");
    }

    private HttpResponse<String> act(String act, Map<String, String> more) {
        Map<String, String> form = new TreeMap<>(more);
        form.put("form_token", Browser.formToken(browser.get(page)));
        form.put("act", act);
        return browser.post(page, form, "same-origin");
    }

    private static String held(HttpResponse<String> offer) {
        Matcher held = HELD.matcher(offer.body());
        assertThat(held.find()).isTrue();
        return held.group(1);
    }

    private int audited(Person person, String action) {
        Integer count = superuser.queryForObject(
                "select count(*) from audit.event where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'action' = ?"
                        + " and convert_from(body, 'UTF8')::jsonb ->> 'object' = ?",
                Integer.class,
                tenant.value(),
                action,
                Audience.SUBSCRIBER.nameOf(person.id()));
        return count == null ? 0 : count;
    }
}
