package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.DpopKey;
import io.flowlet.testing.SignIn;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorization requests that a client hands in itself. */
class PushedRequestsModuleTests extends SignInTests {
    @Test
    void aPersonSignsInByReference() {
        Person ada = subscriber();
        Map<String, String> request = SignIn.request(app);
        Answer pushed = push(app, request);
        assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(201);
        assertThat(pushed.header("cache-control")).hasValue("no-store");
        assertThat(pushed.text("/request_uri")).matches("urn:ietf:params:oauth:request_uri:[\\w-]{43}");
        assertThat(pushed.body().path("expires_in").asInt()).isEqualTo(60);

        Browser browser = SignIn.browser(app);
        // what stands beside the reference is not looked at
        String page = Browser.location(browser.get(
                "/oauth2/authorize?" + reference(app, pushed) + "&state=other&redirect_uri=https://evil.example"));
        String location = Browser.location(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD));
        assertThat(location).startsWith(SignIn.REDIRECT + "?code=");
        assertThat(SignIn.parameter(location, "state")).isEqualTo(request.get("state"));
        SignIn.Tokens tokens = SignIn.exchanged(app, browser, SignIn.parameter(location, "code"));
        assertThat(tokens.api().get("/v1/me").status()).isEqualTo(200);
    }

    @Test
    void givesOneCode() {
        Person ada = subscriber();
        Browser browser = SignIn.tokens(app, ada.email(), SignIn.PASSWORD).browser();
        String query = reference(app, push(app, SignIn.request(app)));
        assertThat(Browser.location(browser.get("/oauth2/authorize?" + query))).contains("code=");
        HttpResponse<String> again = browser.get("/oauth2/authorize?" + query);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.headers().firstValue("location")).isEmpty();
    }

    @Test
    void endsWithTheAnswerThatNobodyIsSignedIn() {
        Map<String, String> request = SignIn.request(app);
        request.put("prompt", "none");
        Browser browser = SignIn.browser(app);
        String query = reference(app, push(app, request));
        String refused = Browser.location(browser.get("/oauth2/authorize?" + query));
        assertThat(SignIn.parameter(refused, "error")).isEqualTo("login_required");
        assertThat(browser.get("/oauth2/authorize?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void endsWithThePersonsNo() {
        Person ada = subscriber();
        Map<String, String> request = SignIn.request(app);
        request.put("prompt", "consent");
        Browser browser = SignIn.tokens(app, ada.email(), SignIn.PASSWORD).browser();
        String query = reference(app, push(app, request));
        String page = Browser.location(browser.get("/oauth2/authorize?" + query));
        String token = Browser.formToken(browser.get(page));
        String denied =
                Browser.location(browser.post(page, Map.of("form_token", token, "decision", "deny"), "same-origin"));
        assertThat(SignIn.parameter(denied, "error")).isEqualTo("access_denied");
        HttpResponse<String> allowed =
                browser.post(page, Map.of("form_token", token, "decision", "allow"), "same-origin");
        assertThat(allowed.statusCode()).isEqualTo(400);
        assertThat(allowed.headers().firstValue("location")).isEmpty();
        assertThat(browser.get("/oauth2/authorize?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void endsWhenItIsRefusedAsTheClientIsByThen() {
        Map<String, String> request = SignIn.request(app);
        request.put("scope", "profile:read");
        String query = reference(app, push(app, request));
        superuser.update(
                "update identity.oauth_client set sign_in_scopes = '{wallets:read}' where client_id = ?",
                app.clientId());
        Browser browser = SignIn.browser(app);
        String refused = Browser.location(browser.get("/oauth2/authorize?" + query));
        assertThat(SignIn.parameter(refused, "error")).isEqualTo("invalid_scope");
        assertThat(browser.get("/oauth2/authorize?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void isOpenedWithinAMinute() {
        String query = reference(app, push(app, SignIn.request(app)));
        superuser.update("update identity.pushed_request set expires_at = now() - interval '1 second'");
        assertThat(SignIn.browser(app).get("/oauth2/authorize?" + query).statusCode())
                .isEqualTo(400);
        assertThat(superuser.queryForObject(
                        "select max(extract(epoch from expires_at - pushed_at))::int from identity.pushed_request where begun_at is null",
                        Integer.class))
                .isLessThanOrEqualTo(60);
    }

    @Test
    void belongsToItsClient() {
        SignIn.App other = SignIn.app(port, admin, "subscriber", "profile:read");
        String reference = push(app, SignIn.request(app)).text("/request_uri");
        Browser browser = SignIn.browser(app);
        for (String query : new String[] {
            "client_id=" + other.clientId() + "&request_uri=" + reference,
            "request_uri=" + reference,
            "client_id=" + app.clientId() + "&request_uri=" + reference + "x",
            "client_id=" + app.clientId() + "&request_uri=" + reference + "&request_uri=" + reference
        }) {
            assertThat(browser.get("/oauth2/authorize?" + query).statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(browser.get("/oauth2/authorize?client_id=" + app.clientId() + "&request_uri=" + reference)
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void aForeignReferenceIsNotFollowed() {
        Map<String, String> request = SignIn.request(app);
        request.put("request_uri", "https://app.example/request.jwt");
        String location = Browser.location(SignIn.browser(app).get("/oauth2/authorize?" + Browser.encoded(request)));
        assertThat(SignIn.parameter(location, "error")).isEqualTo("request_uri_not_supported");
    }

    @Test
    void whoMustPushSendsNothingByTheBrowser() {
        superuser.update("update identity.oauth_client set par_required = true where client_id = ?", app.clientId());
        Person ada = subscriber();
        Browser browser = SignIn.browser(app);
        String refused = Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app)));
        assertThat(SignIn.parameter(refused, "error")).isEqualTo("invalid_request");
        assertThat(browser.get("/signin?" + SignIn.query(app)).headers().firstValue("location"))
                .hasValueSatisfying(to -> assertThat(to).contains("error=invalid_request"));
        String page =
                Browser.location(browser.get("/oauth2/authorize?" + reference(app, push(app, SignIn.request(app)))));
        assertThat(Browser.location(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD)))
                .contains("code=");
    }

    @ParameterizedTest
    @CsvSource({
        "redirect_uri, https://evil.example/cb, invalid_request",
        "redirect_uri,, invalid_request",
        "response_type, token, unsupported_response_type",
        "response_type,, invalid_request",
        "scope, payments:write, invalid_scope",
        "code_challenge,, invalid_request",
        "code_challenge_method, plain, invalid_request",
        "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
        "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request",
        "response_mode, fragment, invalid_request",
        "prompt, sing, invalid_request",
        "client_id, cli_00000000000000000000000000, invalid_request",
    })
    void tellsWhatIsWrongWhenItIsPushed(String name, @Nullable String value, String error) {
        Map<String, String> request = SignIn.request(app);
        request.remove(name);
        if (value != null) {
            request.put(name, value);
        }
        Answer refused = push(app, request);
        assertThat(refused.status()).isIn(400);
        assertThat(refused.text("/error")).isEqualTo(error);
        assertThat(pushedBy(app)).isZero();
    }

    @Test
    void parametersWithoutAValueCountAsNotSentWhenTheyArePushed() {
        Person ada = subscriber();
        Map<String, String> request = SignIn.request(app);
        for (String name : new String[] {"request", "request_uri", "response_mode", "dpop_jkt", "scope"}) {
            request.put(name, "");
        }
        Answer pushed = push(app, request);
        assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(201);
        Browser browser = SignIn.browser(app);
        String page = Browser.location(browser.get("/oauth2/authorize?" + reference(app, pushed)));
        assertThat(Browser.location(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD)))
                .contains("code=");
    }

    @Test
    void aClientThatShowsACertificateBindsNoCodeToAnotherKey() {
        superuser.update(
                "update identity.oauth_client set sender_constraint = 'mtls' where client_id = ?", app.clientId());
        DpopKey key = DpopKey.create();
        Map<String, String> named = SignIn.request(app);
        named.put("dpop_jkt", key.thumbprint());
        assertThat(push(app, named).text("/error")).isEqualTo("invalid_request");
        String refused = Browser.location(SignIn.browser(app).get("/oauth2/authorize?" + Browser.encoded(named)));
        assertThat(SignIn.parameter(refused, "error")).isEqualTo("invalid_request");
        Answer proved = push(app, SignIn.request(app), "DPoP", key.proof("POST", ISSUER + "/oauth2/par"));
        assertThat(proved.text("/error")).isEqualTo("invalid_request");
        assertThat(pushedBy(app)).isZero();
        assertThat(push(app, SignIn.request(app)).status()).isEqualTo(201);
    }

    @Test
    void onlyAClientThatProvesItselfAndSignsPeopleInPushes() {
        SignIn.App wrong = new SignIn.App(port, app.clientId(), "cls_wrong");
        assertThat(push(wrong, SignIn.request(app)).text("/error")).isEqualTo("invalid_client");
        Answer service = admin.post("/v1/oauth_clients", "{\"name\":\"Service\",\"scopes\":[\"payments:read\"]}");
        SignIn.App machine = new SignIn.App(port, service.text("/id"), service.text("/client_secret"));
        assertThat(push(machine, SignIn.request(machine)).text("/error")).isEqualTo("unauthorized_client");
        assertThat(ApiClient.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth2/par"))
                                .build())
                        .status())
                .isEqualTo(405);
    }

    @Test
    void onlyAConfidentialBrowserClientThatSaidSoGoesWithoutPkce() {
        Person ada = subscriber();
        Map<String, String> request = SignIn.request(app);
        request.remove("code_challenge");
        request.remove("code_challenge_method");
        String refused = Browser.location(SignIn.browser(app).get("/oauth2/authorize?" + Browser.encoded(request)));
        assertThat(SignIn.parameter(refused, "error")).isEqualTo("invalid_request");

        superuser.update("update identity.oauth_client set pkce_required = false where client_id = ?", app.clientId());
        Browser browser = SignIn.browser(app);
        String page = Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
        String code =
                SignIn.parameter(Browser.location(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD)), "code");
        Map<String, String> plain = SignIn.exchange(code);
        plain.remove("code_verifier");
        assertThat(SignIn.token(app, plain).status()).isEqualTo(200);

        // who took the challenge away cannot hide it, and who sent one must answer it
        String stripped = SignIn.parameter(
                Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request))), "code");
        assertThat(SignIn.token(app, SignIn.exchange(stripped)).text("/error")).isEqualTo("invalid_grant");
        String bound =
                SignIn.parameter(Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app))), "code");
        Map<String, String> unanswered = SignIn.exchange(bound);
        unanswered.remove("code_verifier");
        assertThat(SignIn.token(app, unanswered).text("/error")).isEqualTo("invalid_grant");
    }

    private int pushedBy(SignIn.App app) {
        return Objects.requireNonNull(superuser.queryForObject(
                "select count(*) from identity.pushed_request p join identity.oauth_client c on c.id = p.client where c.client_id = ?",
                Integer.class,
                app.clientId()));
    }

    private static String reference(SignIn.App app, Answer pushed) {
        return Browser.encoded(
                new TreeMap<>(Map.of("client_id", app.clientId(), "request_uri", pushed.text("/request_uri"))));
    }

    private static Answer push(SignIn.App app, Map<String, String> request, String... headers) {
        String basic = Base64.getEncoder()
                .encodeToString((app.clientId() + ":" + app.secret()).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder pushed = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + app.port() + "/oauth2/par"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Browser.encoded(request)));
        return ApiClient.send((headers.length == 0 ? pushed : pushed.headers(headers)).build());
    }
}
