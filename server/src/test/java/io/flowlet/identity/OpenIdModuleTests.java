package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What OpenID Connect Core 15.1 asks of every provider, and its chapters 2, 3.1, 5.3 and 5.5. */
class OpenIdModuleTests extends OpenIdTests {
    @ParameterizedTest
    @EnumSource
    void givesAnIdTokenWithWhatTheStandardAsksSignedAsTheClientRegistered(IdTokenAlgorithm algorithm) throws Exception {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(algorithm, ClientLogout.NONE), "profile:read");
        Instant before = Instant.now().minusSeconds(1);
        String location = answer(SignIn.browser(party), request(party, "openid", "nonce", "n-0S6_WzA2Mj"), ada);
        Answer tokens = exchanged(party, location);
        assertThat(tokens.status()).as("%s", tokens.body()).isEqualTo(200);
        assertThat(tokens.header("cache-control")).contains("no-store");
        JWTClaimsSet claims = verified(party, tokens.text("/id_token"));
        assertThat(claims.getSubject()).isEqualTo(Audience.SUBSCRIBER.nameOf(ada.id()));
        assertThat(claims.getStringClaim("nonce")).isEqualTo("n-0S6_WzA2Mj");
        assertThat(claims.getIssueTime().toInstant()).isBetween(before, Instant.now());
        assertThat(claims.getExpirationTime()).isAfter(claims.getIssueTime());
        assertThat(claims.getLongClaim("auth_time"))
                .isBetween(before.getEpochSecond(), Instant.now().getEpochSecond());
        assertThat(claims.getStringClaim("sid")).startsWith("ses_");
        assertThat(claims.getStringClaim("acr")).isEqualTo("1");
        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
        assertThat(claims.getStringClaim("at_hash")).isEqualTo(leftHalf(tokens.text("/access_token")));
        assertThat(claims.getClaims()).doesNotContainKeys("name", "email", "azp");
        assertThat(tokens.text("/scope")).isEqualTo("openid");
        assertThat(tokens.body().has("refresh_token")).isFalse();
    }

    @Test
    void aRequestWithoutOpenidGetsNoIdTokenAndARefreshTokenAsEver() {
        Person ada = subscriber();
        Answer tokens = exchanged(app, answer(SignIn.browser(app), SignIn.request(app), ada));
        assertThat(tokens.body().has("id_token")).isFalse();
        assertThat(tokens.body().has("refresh_token")).isTrue();
        HttpResponse<String> refused = get("/oauth2/userinfo", tokens.text("/access_token"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"flowlet\", error=\"insufficient_scope\", scope=\"openid\"");
    }

    @Test
    void offlineAccessGivesARefreshTokenWhoseIdTokensAreOfTheSameSignIn() throws Exception {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read", "wallets:read");
        Answer first = exchanged(
                party,
                answer(
                        SignIn.browser(party),
                        request(party, "openid offline_access wallets:read", "nonce", "once"),
                        ada));
        assertThat(first.text("/scope")).isEqualTo("offline_access openid wallets:read");
        JWTClaimsSet was = verified(party, first.text("/id_token"));
        Answer second = refreshed(party, first.text("/refresh_token"), null);
        JWTClaimsSet is = verified(party, second.text("/id_token"));
        assertThat(is.getSubject()).isEqualTo(was.getSubject());
        assertThat(is.getLongClaim("auth_time")).isEqualTo(was.getLongClaim("auth_time"));
        assertThat(is.getStringClaim("sid")).isEqualTo(was.getStringClaim("sid"));
        assertThat(is.getClaim("nonce")).isNull();
        assertThat(is.getStringClaim("at_hash")).isEqualTo(leftHalf(second.text("/access_token")));

        Answer narrowed = refreshed(party, second.text("/refresh_token"), "wallets:read");
        assertThat(narrowed.body().has("id_token")).isFalse();
        assertThat(narrowed.text("/scope")).isEqualTo("wallets:read");
        Answer more = refreshed(party, narrowed.text("/refresh_token"), "openid email");
        assertThat(more.text("/error")).isEqualTo("invalid_scope");
    }

    @Test
    void introspectionNamesTheScopesOfOpenIdToo() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read", "wallets:read");
        String access = exchanged(
                        party, answer(SignIn.browser(party), request(party, "openid email wallets:read"), ada))
                .text("/access_token");
        String pair = Base64.getEncoder()
                .encodeToString((party.clientId() + ":" + party.secret()).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> told =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth2/introspect"))
                        .header("Authorization", "Basic " + pair)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + access))
                        .build());
        assertThat(json(told).path("scope").asString()).isEqualTo("email openid wallets:read");
    }

    @Test
    void tellsClaimsByScopeAtUserinfoByGetAndByBothKindsOfPost() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Answer tokens = exchanged(
                party, answer(SignIn.browser(party), request(party, "openid profile email phone address"), ada));
        assertThat(tokens.text("/scope")).isEqualTo("email openid profile");
        String access = tokens.text("/access_token");
        HttpResponse<String> byGet = get("/oauth2/userinfo", access);
        assertThat(byGet.statusCode()).isEqualTo(200);
        assertThat(byGet.headers().firstValue("content-type")).contains("application/json");
        assertThat(byGet.headers().firstValue("cache-control")).contains("no-store");
        JsonNode claims = json(byGet);
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder("sub", "name", "given_name", "family_name", "email", "email_verified");
        assertThat(claims.path("sub").asString()).isEqualTo(Audience.SUBSCRIBER.nameOf(ada.id()));
        assertThat(claims.path("name").asString()).isEqualTo("Ada Lovelace");
        assertThat(claims.path("email").asString()).isEqualTo(ada.email());
        assertThat(claims.path("email_verified").asBoolean(true)).isFalse();
        assertThat(json(post("", access)).equals(claims)).isTrue();
        assertThat(json(post("access_token=" + access, null)).equals(claims)).isTrue();
    }

    @Test
    void userinfoRefusesInTheWordsOfRfc6750() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        String access = exchanged(party, answer(SignIn.browser(party), request(party, "openid"), ada))
                .text("/access_token");
        assertThat(json(get("/oauth2/userinfo", access)).propertyNames()).containsExactly("sub");
        assertThat(challenge(get("/oauth2/userinfo", null))).isEqualTo("401 Bearer realm=\"flowlet\"");
        assertThat(challenge(get("/oauth2/userinfo", access + "x")))
                .startsWith("401")
                .endsWith("error=\"invalid_token\"");
        assertThat(challenge(post("access_token=" + access, access)))
                .startsWith("400")
                .endsWith("error=\"invalid_request\"");
        assertThat(challenge(get("/oauth2/userinfo?access_token=" + access, null)))
                .startsWith("400");
        ClientCredentials service = program.credentials(TenantMode.TEST);
        String own = SignIn.token(
                        new SignIn.App(port, service.client().clientId(), service.secret()),
                        Map.of("grant_type", "client_credentials"))
                .text("/access_token");
        assertThat(challenge(get("/oauth2/userinfo", own))).startsWith("403");
    }

    @Test
    void tellsClaimsThatAreAskedForOneByOneWhereTheyAreAskedFor() throws Exception {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        String asked =
                "{\"userinfo\":{\"name\":{\"essential\":true},\"shoe_size\":null},\"id_token\":{\"email\":null}}";
        Answer tokens = exchanged(party, answer(SignIn.browser(party), request(party, "openid", "claims", asked), ada));
        JWTClaimsSet idToken = verified(party, tokens.text("/id_token"));
        assertThat(idToken.getStringClaim("email")).isEqualTo(ada.email());
        assertThat(idToken.getClaims()).doesNotContainKey("name");
        assertThat(json(get("/oauth2/userinfo", tokens.text("/access_token"))).propertyNames())
                .containsExactlyInAnyOrder("sub", "name");
    }

    @Test
    void aClientThatMayNotReadProfilesLearnsNoPersonalClaims() throws Exception {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "wallets:read");
        Browser browser = SignIn.browser(party);
        assertThat(error(browser, request(party, "openid email"))).isEqualTo("invalid_scope");
        String asked = "{\"userinfo\":{\"email\":null},\"id_token\":{\"email\":null}}";
        Answer tokens = exchanged(party, answer(browser, request(party, "openid", "claims", asked), ada));
        assertThat(verified(party, tokens.text("/id_token")).getClaims()).doesNotContainKey("email");
        assertThat(json(get("/oauth2/userinfo", tokens.text("/access_token"))).propertyNames())
                .containsExactly("sub");
    }

    @Test
    void promptNoneNeedsASessionOfThePersonThatIsHinted() {
        Person ada = subscriber();
        Person bob = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        assertThat(error(browser, request(party, "openid", "prompt", "none"))).isEqualTo("login_required");
        Answer adas = exchanged(party, answer(browser, request(party, "openid"), ada));
        assertThat(SignIn.parameter(answer(browser, request(party, "openid", "prompt", "none"), ada), "code"))
                .isNotEmpty();
        String hint = adas.text("/id_token");
        assertThat(SignIn.parameter(
                        answer(browser, request(party, "openid", "prompt", "none", "id_token_hint", hint), ada),
                        "code"))
                .isNotEmpty();
        Browser other = SignIn.browser(party);
        answer(other, request(party, "openid"), bob);
        assertThat(error(other, request(party, "openid", "prompt", "none", "id_token_hint", hint)))
                .isEqualTo("login_required");
        assertThat(error(other, request(party, "openid", "prompt", "none", "id_token_hint", hint + "x")))
                .isEqualTo("login_required");
        String named = "{\"id_token\":{\"sub\":{\"value\":\"" + Audience.SUBSCRIBER.nameOf(ada.id()) + "\"}}}";
        assertThat(error(other, request(party, "openid", "prompt", "none", "claims", named)))
                .isEqualTo("login_required");
        assertThat(SignIn.parameter(answer(other, request(party, "openid", "id_token_hint", hint), bob), "error"))
                .as("bob signs in where ada is asked for")
                .isEqualTo("login_required");
    }

    @Test
    void promptLoginSelectAccountAndMaxAgeAskForThePasswordAgain() throws Exception {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        long first = verified(
                        party,
                        exchanged(party, answer(browser, request(party, "openid"), ada))
                                .text("/id_token"))
                .getLongClaim("auth_time");
        superuser.update(
                "update identity.session set created_at = created_at - interval '1 minute' where account = ?",
                ada.id());
        for (String[] more : new String[][] {{"prompt", "login"}, {"prompt", "select_account"}, {"max_age", "1"}}) {
            String page = Browser.location(
                    browser.get("/oauth2/authorize?" + Browser.encoded(request(party, "openid", more))));
            assertThat(page).startsWith("/signin?");
        }
        String location = answer(browser, request(party, "openid", "max_age", "30"), ada);
        long again =
                verified(party, exchanged(party, location).text("/id_token")).getLongClaim("auth_time");
        assertThat(again).isGreaterThan(first - 60);
        assertThat(SignIn.parameter(answer(browser, request(party, "openid", "max_age", "10000"), ada), "code"))
                .isNotEmpty();
    }

    @Test
    void promptConsentAsksThePersonWhoMaySayNo() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        Map<String, String> request = request(party, "openid offline_access", "prompt", "consent");
        String page = answer(browser, request, ada);
        assertThat(page).startsWith("/consent?");
        HttpResponse<String> shown = browser.get(page);
        assertThat(shown.body()).contains("Relying party", "stay signed in for you while you are away");
        String token = Browser.formToken(shown);
        assertThat(browser.post(page, Map.of("decision", "allow"), "same-origin")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post(page, Map.of("form_token", token, "decision", "allow"), "cross-site")
                        .statusCode())
                .isEqualTo(403);
        String denied =
                Browser.location(browser.post(page, Map.of("form_token", token, "decision", "deny"), "same-origin"));
        assertThat(SignIn.parameter(denied, "error")).isEqualTo("access_denied");
        String allowed =
                Browser.location(browser.post(page, Map.of("form_token", token, "decision", "allow"), "same-origin"));
        assertThat(exchanged(party, allowed).body().has("refresh_token")).isTrue();
    }

    @Test
    void loginHintFillsTheFormAndUnknownParametersAreIgnored() {
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        Map<String, String> request = request(
                party,
                "openid",
                "login_hint",
                "ada\"@example.com",
                "display",
                "popup",
                "ui_locales",
                "se",
                "claims_locales",
                "se",
                "acr_values",
                "7 8",
                "extra",
                "foobar");
        String page = Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
        assertThat(browser.get(page).body()).contains("value=\"ada&quot;@example.com\"");
    }

    @Test
    void anEssentialAcrIsReachedOrRefused() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        String essential = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"%s\"]}}}";
        String out = answer(browser, request(party, "openid", "claims", essential.formatted("urn:strong")), ada);
        assertThat(SignIn.parameter(out, "error")).isEqualTo("unmet_authentication_requirements");
        assertThat(SignIn.parameter(
                        answer(browser, request(party, "openid", "claims", essential.formatted("1")), ada), "code"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
        "request_uri, https://app.example/r, request_uri_not_supported",
        "claims, {, invalid_request",
        "claims, [], invalid_request",
        "claims, '{\"userinfo\":7}', invalid_request",
        "prompt, none consent, invalid_request",
        "prompt, create, invalid_request",
        "response_mode, fragment, invalid_request",
        "response_type, id_token, unsupported_response_type",
        "scope, openid nonsense, invalid_scope",
    })
    void refusesWhatItCannotDo(String name, String value, String error) {
        SignIn.App party = relyingParty(basic(), "profile:read");
        assertThat(error(SignIn.browser(party), request(party, "openid", name, value)))
                .isEqualTo(error);
    }

    @Test
    void takesAuthorizationRequestsByPost() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        String next = Browser.location(browser.post("/oauth2/authorize", request(party, "openid"), "cross-site"));
        assertThat(next).startsWith("/oauth2/authorize?");
        String page = Browser.location(browser.get(next));
        String back = Browser.location(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD));
        assertThat(exchanged(party, back).body().has("id_token")).isTrue();
        Map<String, String> huge = new HashMap<>(request(party, "openid", "state", "x".repeat(7_000)));
        assertThat(browser.post("/oauth2/authorize", huge).statusCode()).isEqualTo(400);
    }

    @Test
    void answersByAFormThatPostsItself() throws Exception {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        Map<String, String> request = request(party, "openid", "response_mode", "form_post", "state", "a\"b");
        String page = Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
        HttpResponse<String> answer = SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("action=\"" + SignIn.REDIRECT + "\"", "name=\"state\" value=\"a&quot;b\"", "name=\"iss\"")
                .contains("<button type=\"submit\">");
        String policy = answer.headers().firstValue("content-security-policy").orElseThrow();
        String script = answer.body().replaceAll("(?s).*<script>(.*)</script>.*", "$1");
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
        assertThat(policy).contains("script-src 'sha256-" + hash + "'", "form-action https://app.example;");
        String code = answer.body().replaceAll("(?s).*name=\"code\" value=\"([^\"]+)\".*", "$1");
        assertThat(SignIn.token(party, SignIn.exchange(code)).body().has("id_token"))
                .isTrue();
        HttpResponse<String> error = browser.get("/oauth2/authorize?"
                + Browser.encoded(request(party, "openid", "response_mode", "form_post", "max_age", "x")));
        assertThat(error.body()).contains("name=\"error\" value=\"invalid_request\"");
    }

    @Test
    void pkceIsLeftOutOnlyByClientsThatAreRegisteredSoAndNeverHalf() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        Browser browser = SignIn.browser(party);
        Map<String, String> without = request(party, "openid");
        without.keySet().removeAll(List.of("code_challenge", "code_challenge_method"));
        String location = answer(browser, without, ada);
        Map<String, String> form = SignIn.exchange(SignIn.parameter(location, "code"));
        form.remove("code_verifier");
        assertThat(SignIn.token(party, form).status()).isEqualTo(200);

        String challenged = answer(browser, request(party, "openid"), ada);
        Map<String, String> unverified = SignIn.exchange(SignIn.parameter(challenged, "code"));
        unverified.remove("code_verifier");
        assertThat(SignIn.token(party, unverified).text("/error")).isEqualTo("invalid_grant");
        Answer surplus = exchanged(party, answer(browser, without, ada));
        assertThat(surplus.text("/error")).as("a challenge was taken away").isEqualTo("invalid_grant");

        Map<String, String> strict = SignIn.request(app);
        strict.remove("code_challenge");
        strict.remove("code_challenge_method");
        assertThat(error(SignIn.browser(app), strict)).isEqualTo("invalid_request");
    }

    @Test
    void aCodeThatIsUsedTwiceEndsTheTokensOfTheFirstUse() {
        Person ada = subscriber();
        SignIn.App party = relyingParty(basic(), "profile:read");
        String location = answer(SignIn.browser(party), request(party, "openid offline_access"), ada);
        Answer first = exchanged(party, location);
        assertThat(exchanged(party, location).text("/error")).isEqualTo("invalid_grant");
        assertThat(get("/oauth2/userinfo", first.text("/access_token")).statusCode())
                .isEqualTo(401);
        assertThat(refreshed(party, first.text("/refresh_token"), null).text("/error"))
                .isEqualTo("invalid_grant");
    }

    @Test
    void discoveryIsCompleteAndTrue() {
        HttpResponse<String> answer = get("/.well-known/openid-configuration", null);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        JsonNode told = json(answer);
        assertThat(told.path("issuer").asString()).isEqualTo(ISSUER);
        for (String endpoint : new String[] {
            "authorization_endpoint",
            "token_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
            "end_session_endpoint",
            "introspection_endpoint",
            "revocation_endpoint"
        }) {
            assertThat(told.path(endpoint).asString()).startsWith(ISSUER + "/oauth2/");
        }
        assertThat(told.path("response_types_supported").toString()).isEqualTo("[\"code\"]");
        assertThat(told.path("response_modes_supported").toString()).isEqualTo("[\"query\",\"form_post\"]");
        assertThat(told.path("subject_types_supported").toString()).isEqualTo("[\"public\"]");
        assertThat(told.path("id_token_signing_alg_values_supported").toString())
                .isEqualTo("[\"RS256\",\"ES256\",\"PS256\"]");
        assertThat(told.path("scopes_supported").toString()).contains("openid", "profile", "email", "offline_access");
        assertThat(told.path("acr_values_supported").toString()).isEqualTo("[\"1\",\"2\",\"3\"]");
        assertThat(told.path("claims_parameter_supported").asBoolean(false)).isTrue();
        assertThat(told.path("request_parameter_supported").asBoolean(true)).isFalse();
        assertThat(told.path("request_uri_parameter_supported").asBoolean(true)).isFalse();
        assertThat(told.path("backchannel_logout_supported").asBoolean(false)).isTrue();
        assertThat(told.path("backchannel_logout_session_supported").asBoolean(false))
                .isTrue();
        assertThat(told.path("authorization_response_iss_parameter_supported").asBoolean(false))
                .isTrue();
        assertThat(get("/.well-known/oauth-authorization-server", null).body()).isEqualTo(answer.body());
    }

    private static String error(Browser browser, Map<String, String> request) {
        return SignIn.parameter(
                Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request))), "error");
    }

    private static Answer refreshed(SignIn.App party, String refresh, @Nullable String scope) {
        Map<String, String> form = new HashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", refresh));
        if (scope != null) {
            form.put("scope", scope);
        }
        return SignIn.token(party, form);
    }

    private HttpResponse<String> post(String body, @Nullable String bearer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/oauth2/userinfo"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return send(request.build());
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + answer.headers().firstValue("www-authenticate").orElse("");
    }

    private static String leftHalf(String token) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16));
    }
}
