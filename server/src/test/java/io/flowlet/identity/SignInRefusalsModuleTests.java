package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What signing in refuses: each by its name, and nothing half-done. */
class SignInRefusalsModuleTests extends SignInTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/callback/",
                "https://app.example/callback?x=1",
                "https://app.example/Callback",
                "https://APP.example/callback",
                "https://app.example:443/callback",
                "http://app.example/callback",
                "https://app.example.evil.example/callback",
                "https://evil.example/callback",
                "https://app.example/callback%2f..",
                "//app.example/callback",
                "javascript:alert(1)",
                ""
            })
    void sendsNobodyToAnAddressThatIsNotRegistered(String address) {
        Map<String, String> request = SignIn.request(app);
        request.put("redirect_uri", address);
        assertIsErrorPage(SignIn.browser(app).get("/oauth2/authorize?" + Browser.encoded(request)));
        assertIsErrorPage(SignIn.browser(app).get("/signin?" + Browser.encoded(request)));
    }

    @Test
    void sendsNobodyAnywhereWhenTheClientIsInDoubt() {
        String plain = admin.post("/v1/oauth_clients", "{\"name\":\"a\",\"scopes\":[\"payments:read\"]}")
                .text("/id");
        Browser browser = SignIn.browser(app);
        for (String client : List.of(plain, "cli_00000000000000000000000000", "x", "", "c".repeat(4_000))) {
            Map<String, String> request = SignIn.request(app);
            request.put("client_id", client);
            assertIsErrorPage(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
        }
        for (String name : List.of("client_id", "redirect_uri")) {
            Map<String, String> request = SignIn.request(app);
            String value = request.get(name);
            assertIsErrorPage(browser.get("/oauth2/authorize?" + Browser.encoded(request) + "&" + name + "=" + value));
            request.remove(name);
            assertIsErrorPage(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
        }
        admin.post("/v1/oauth_clients/" + app.clientId() + "/revocation", "", null);
        assertIsErrorPage(browser.get("/oauth2/authorize?" + SignIn.query(app)));
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, , invalid_request",
        "response_type, token, unsupported_response_type",
        "response_type, code token, unsupported_response_type",
        "code_challenge, , invalid_request",
        "code_challenge, short, invalid_request",
        "code_challenge_method, , invalid_request",
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, s256, invalid_request",
        "response_mode, fragment, invalid_request",
        "prompt, none, login_required",
        "prompt, none login, invalid_request",
        "max_age, -1, invalid_request",
        "max_age, 15m, invalid_request",
        "max_age, 99999999999, invalid_request",
        "request, x, request_not_supported",
        "request_uri, urn:x, request_uri_not_supported",
        "scope, payments:write, invalid_scope",
        "scope, profile:read  wallets:read, invalid_scope",
    })
    void tellsTheAppWhatIsWrongWithItsRequest(String name, String value, String error) {
        Map<String, String> request = SignIn.request(app);
        if (value == null) {
            request.remove(name);
        } else {
            request.put(name, value);
        }
        String location = Browser.location(SignIn.browser(app).get("/oauth2/authorize?" + Browser.encoded(request)));
        assertThat(location).startsWith(SignIn.REDIRECT + "?error=" + error + "&");
        assertThat(SignIn.parameter(location, "state")).isEqualTo(request.get("state"));
        assertThat(SignIn.parameter(location, "iss")).isEqualTo(ISSUER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"state", "scope", "response_type", "code_challenge", "code_challenge_method", "prompt", "max_age"
            })
    void refusesARepeatedParameter(String name) {
        Map<String, String> request = SignIn.request(app);
        request.putIfAbsent(name, "profile:read");
        String query = Browser.encoded(request) + "&" + name + "=x";
        String location = Browser.location(SignIn.browser(app).get("/oauth2/authorize?" + query));
        assertThat(location).startsWith(SignIn.REDIRECT + "?error=invalid_request&");
    }

    @Test
    void refusesAStateThatIsTooLong() {
        Map<String, String> request = SignIn.request(app);
        request.put("state", "s".repeat(513));
        String location = Browser.location(SignIn.browser(app).get("/oauth2/authorize?" + Browser.encoded(request)));
        assertThat(location).startsWith(SignIn.REDIRECT + "?error=invalid_request&iss=");
    }

    @Test
    void refusesAFormWithoutItsOwnToken() {
        Person ada = subscriber();
        Browser browser = SignIn.browser(app);
        String page = "/signin?" + SignIn.query(app);
        String token = Browser.formToken(browser.get(page));
        Map<String, String> form = new HashMap<>(Map.of("email", ada.email(), "password", SignIn.PASSWORD));
        assertThat(browser.post(page, form).statusCode()).isEqualTo(403);
        form.put("form_token", "A".repeat(43));
        assertThat(browser.post(page, form).statusCode()).isEqualTo(403);
        form.put("form_token", token);
        assertThat(browser.post("/signin?" + SignIn.query(app), form).statusCode())
                .as("a token of another request's form")
                .isEqualTo(403);
        assertThat(SignIn.browser(app).post(page, form).statusCode())
                .as("in a browser that has no cookie")
                .isEqualTo(403);
        Browser other = SignIn.browser(app);
        Browser.formToken(other.get(page));
        assertThat(other.post(page, form).statusCode())
                .as("in a browser that has another cookie")
                .isEqualTo(403);
        assertThat(browser.post(page, form, "cross-site").statusCode()).isEqualTo(403);
        assertThat(browser.post(page, form, "same-site").statusCode()).isEqualTo(403);
        assertThat(sessionsOf(ada)).isZero();
        assertThat(browser.post(page, form, "same-origin").statusCode()).isEqualTo(303);
        assertThat(sessionsOf(ada)).isEqualTo(1);
    }

    @Test
    void answersAlikeForUnknownAddressWrongPasswordAndDisabledAccount() {
        Person ada = subscriber();
        Person disabled = subscriber();
        accounts.disable(system(), disabled.id());
        List<String> pages = new ArrayList<>();
        String page = "/signin?" + SignIn.query(app);
        for (String[] pair : new String[][] {
            {ada.email(), "wrong-password-wrong"},
            {"nobody@example.com", SignIn.PASSWORD},
            {disabled.email(), SignIn.PASSWORD},
            {ada.email(), "x".repeat(10_000)},
        }) {
            HttpResponse<String> answer = SignIn.submit(SignIn.browser(app), page, pair[0], pair[1]);
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("role=\"alert\"", "autofocus", "aria-invalid=\"true\"");
            pages.add(answer.body()
                    .replace(pair[0], "E-MAIL")
                    .replaceAll("data-challenge=\"[^\"]+\"", "data-challenge")
                    .replaceAll("form_token\" value=\"[^\"]+\"", "form_token\""));
        }
        assertThat(pages).containsOnly(pages.getFirst());
        assertThat(auditOfRefusedSignIns())
                .contains(Audience.SUBSCRIBER.nameOf(ada.id()), "account_disabled")
                .doesNotContain(ada.email(), "nobody@example.com");
    }

    @Test
    void asksForWhatIsMissing() {
        HttpResponse<String> answer = SignIn.submit(SignIn.browser(app), "/signin?" + SignIn.query(app), "", "");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("href=\"#email\"", "href=\"#password\"", "id=\"email-fault\"", "id=\"password-fault\"");
    }

    @Test
    void makesANetworkWaitAfterFiveWrongPasswordsAndNobodyElse() {
        Person ada = subscriber();
        Browser attacker = SignIn.browser(app);
        String page = "/signin?" + SignIn.query(app);
        for (int i = 0; i < 5; i++) {
            assertThat(SignIn.submit(attacker, page, ada.email(), "wrong-password-wrong")
                            .statusCode())
                    .isEqualTo(422);
        }
        HttpResponse<String> sixth = SignIn.submit(attacker, page, ada.email(), SignIn.PASSWORD);
        assertThat(sixth.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(sixth.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 900);
        assertThat(sixth.body()).contains("Too many attempts");
        assertThat(SignIn.person(app, ada.email(), SignIn.PASSWORD)
                        .get("/v1/me")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void takesACodeOnceAndEndsWhatAReplayedOneGave() {
        Person ada = subscriber();
        Browser browser = SignIn.browser(app);
        String code = SignIn.code(browser, app, ada.email(), SignIn.PASSWORD);
        SignIn.Tokens tokens = SignIn.exchanged(app, browser, code);
        assertThat(SignIn.token(app, SignIn.exchange(code)).text("/error")).isEqualTo("invalid_grant");
        assertThat(tokens.api().get("/v1/me").code()).isEqualTo("token_invalid");
        assertThat(refresh(tokens).text("/error")).isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "code_verifier, wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
        "code_verifier, vvvvvvvvvvvvvvvvvvvv",
        "redirect_uri, https://app.example/callback/",
    })
    void usesACodeUpWithAWrongAnswer(String name, String value) {
        String code = SignIn.code(SignIn.browser(app), app, subscriber().email(), SignIn.PASSWORD);
        Map<String, String> form = SignIn.exchange(code);
        form.put(name, value);
        assertThat(SignIn.token(app, form).text("/error")).isEqualTo("invalid_grant");
        assertThat(SignIn.token(app, SignIn.exchange(code)).text("/error")).isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"code", "redirect_uri", "code_verifier"})
    void refusesAnExchangeThatLacksAParameter(String name) {
        Map<String, String> form = SignIn.exchange("x");
        form.remove(name);
        Answer answer = SignIn.token(app, form);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/error")).isEqualTo("invalid_request");
    }

    @Test
    void refusesACodeThatExpired() {
        String code = SignIn.code(SignIn.browser(app), app, subscriber().email(), SignIn.PASSWORD);
        superuser.update("update identity.authorization_code set expires_at = now() - interval '1 second'");
        assertThat(SignIn.token(app, SignIn.exchange(code)).text("/error")).isEqualTo("invalid_grant");
    }

    @Test
    void isWorthNothingAtAnotherClientOrTenant() {
        Person ada = subscriber();
        SignIn.App sister = SignIn.app(port, admin, "subscriber", "profile:read");
        TestProgram other = TestProgram.create(port, programs);
        SignIn.App foreign = SignIn.app(port, other.client(), "subscriber", "profile:read");
        Browser browser = SignIn.browser(app);
        String code = SignIn.code(browser, app, ada.email(), SignIn.PASSWORD);
        for (SignIn.App thief : List.of(sister, foreign)) {
            assertThat(SignIn.token(thief, SignIn.exchange(code)).text("/error"))
                    .isEqualTo("invalid_grant");
        }
        SignIn.Tokens tokens = SignIn.exchanged(app, browser, code);
        for (SignIn.App thief : List.of(sister, foreign)) {
            Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh());
            assertThat(SignIn.token(thief, form).text("/error")).isEqualTo("invalid_grant");
        }
        assertThat(Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(foreign))))
                .as("a session of another tenant signs nobody in")
                .startsWith("/signin?");
        String page = "/signin?" + SignIn.query(foreign);
        assertThat(SignIn.submit(SignIn.browser(app), page, ada.email(), SignIn.PASSWORD)
                        .statusCode())
                .as("the same address in another tenant is nobody")
                .isEqualTo(422);
        assertThat(refresh(tokens).status()).isEqualTo(200);
    }

    @Test
    void keepsTheAudiencesApart() {
        Person ada = subscriber();
        Person grace = staff(StaffRole.ADMIN);
        SignIn.App console = staffApp();
        String page = "/signin?" + SignIn.query(console);
        assertThat(SignIn.submit(SignIn.browser(app), page, ada.email(), SignIn.PASSWORD)
                        .statusCode())
                .isEqualTo(422);
        var asSubscriber = SignIn.person(app, ada.email(), SignIn.PASSWORD);
        var asStaff = SignIn.person(console, grace.email(), SignIn.PASSWORD);
        assertThat(asSubscriber.get("/v1/staff").code()).isEqualTo("audience_not_allowed");
        assertThat(asSubscriber.get("/v1/oauth_clients").code()).isEqualTo("audience_not_allowed");
        assertThat(asStaff.get("/v1/staff").status()).isEqualTo(200);
        assertThat(asStaff.get("/v1/programs").code()).isEqualTo("audience_not_allowed");
        assertThat(admin.get("/v1/me").code()).isEqualTo("audience_not_allowed");
    }

    @Test
    void givesStaffNothingThatNoRoleOpens() {
        Person auditor = staff(StaffRole.AUDITOR);
        SignIn.App console = SignIn.app(port, admin, "staff", "kys:review");
        Browser browser = SignIn.browser(console);
        HttpResponse<String> answer =
                SignIn.submit(browser, "/signin?" + SignIn.query(console), auditor.email(), SignIn.PASSWORD);
        assertThat(Browser.location(answer)).startsWith(SignIn.REDIRECT + "?error=access_denied&");
    }

    @Test
    void endsEverythingOfADisabledAccountAtOnce() {
        Person grace = staff(StaffRole.ANALYST);
        SignIn.Tokens tokens = SignIn.tokens(staffApp(), grace.email(), SignIn.PASSWORD);
        assertThat(tokens.api().get("/v1/me").status()).isEqualTo(200);
        assertThat(accounts.disable(system(), grace.id())).isTrue();
        assertThat(accounts.disable(system(), grace.id())).isFalse();
        assertEventuallyRefused(tokens);
        assertThat(refresh(tokens).text("/error")).isEqualTo("invalid_grant");
        assertThat(Browser.location(tokens.browser().get("/oauth2/authorize?" + SignIn.query(tokens.app()))))
                .startsWith("/signin?");
    }

    @Test
    void forgetsASessionThatWasIdle() {
        SignIn.Tokens tokens = SignIn.tokens(app, subscriber().email(), SignIn.PASSWORD);
        superuser.update("update identity.session set idle_at = now() - interval '1 second'");
        assertThat(Browser.location(tokens.browser().get("/oauth2/authorize?" + SignIn.query(app))))
                .startsWith("/signin?");
        assertThat(refresh(tokens).status())
                .as("its tokens have a life of their own")
                .isEqualTo(200);
    }

    @Test
    void refusesARefreshTokenThatExpired() {
        SignIn.Tokens tokens = SignIn.tokens(app, subscriber().email(), SignIn.PASSWORD);
        superuser.update("update identity.token set expires_at = now() - interval '1 second' where kind = 'refresh'");
        assertThat(refresh(tokens).text("/error")).isEqualTo("invalid_grant");
    }

    @Test
    void lendsItsPageToNobody() {
        HttpResponse<String> page = SignIn.browser(app).get("/signin?" + SignIn.query(app));
        assertThat(page.headers().allValues("content-security-policy"))
                .containsExactly(
                        "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self' https://app.example;"
                                + " base-uri 'none'; frame-ancestors 'none'");
        assertThat(page.headers().allValues("cache-control")).containsExactly("no-store");
        assertThat(page.headers().allValues("x-frame-options")).containsExactly("DENY");
        assertThat(page.headers().firstValue("set-cookie").orElseThrow())
                .contains("HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Domain");
        assertThat(page.body())
                .contains("<label for=\"email\">", "autocomplete=\"current-password\"", "lang=\"en\"")
                .doesNotContain("<script>", "style=", "onpaste", "http-equiv");
    }

    @Test
    void writesNothingOfTheRequestIntoThePage() {
        Map<String, String> request = SignIn.request(app);
        request.put("state", "\"><script>alert(1)</script>");
        Browser browser = SignIn.browser(app);
        String page = "/signin?" + Browser.encoded(request);
        assertThat(browser.get(page).body()).doesNotContain("<script>");
        HttpResponse<String> again = SignIn.submit(browser, page, "\"><script>x</script>@a", "wrong");
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body()).doesNotContain("<script>");
    }

    private static Answer refresh(SignIn.Tokens tokens) {
        return SignIn.token(tokens.app(), Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
    }

    // a verified token is remembered for half a second
    private static void assertEventuallyRefused(SignIn.Tokens tokens) {
        for (int i = 0; i < 100 && tokens.api().get("/v1/me").status() == 200; i++) {
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(tokens.api().get("/v1/me").code()).isEqualTo("token_invalid");
    }

    private static void assertIsErrorPage(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
        assertThat(answer.body()).contains("This request cannot be answered");
    }

    private int sessionsOf(Person person) {
        Integer count = superuser.queryForObject(
                "select count(*) from identity.session where account = ?", Integer.class, person.id());
        return count == null ? 0 : count;
    }

    private String auditOfRefusedSignIns() {
        return String.join(
                "\n",
                superuser.queryForList(
                        "select convert_from(body, 'utf8') from audit.event where tenant_id = ? and"
                                + " convert_from(body, 'utf8') like '%session.create%refused%'"
                                + " or convert_from(body, 'utf8') like '%refused%session.create%'",
                        String.class, tenant.value()));
    }
}
