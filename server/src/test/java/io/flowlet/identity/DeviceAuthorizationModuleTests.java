package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.DpopKey;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** RFC 8628, from the device's first request to its tokens. */
class DeviceAuthorizationModuleTests extends DeviceAuthorizationTests {
    @Autowired
    private IdentityPurge purge;

    @Test
    void aDeviceGetsTokensOnceAPersonSaidYes() throws Exception {
        Person ada = subscriber();
        SignIn.App tv = television();
        Answer begun = begin(tv, "scope", "openid offline_access wallets:read profile:read");
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(200);
        assertThat(begun.header("cache-control")).contains("no-store");
        assertThat(begun.text("/user_code")).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
        assertThat(begun.text("/device_code")).hasSize(43);
        assertThat(begun.text("/verification_uri")).isEqualTo(ISSUER + "/device");
        assertThat(begun.text("/verification_uri_complete"))
                .isEqualTo(ISSUER + "/device?user_code=" + begun.text("/user_code"));
        assertThat(begun.body().path("expires_in").asInt()).isEqualTo(600);
        assertThat(begun.body().path("interval").asInt()).isEqualTo(5);
        assertThat(poll(tv, begun.text("/device_code")).text("/error")).isEqualTo("authorization_pending");

        Browser browser = SignIn.browser(tv);
        String page = consentPage(browser, begun.text("/user_code"), ada);
        assertThat(page).startsWith("/consent?");
        HttpResponse<String> shown = browser.get(page);
        assertThat(shown.body())
                .contains("Relying party", begun.text("/user_code"), "wallets:read", "Is the device in front of you?")
                .doesNotContain("<script");
        assertThat(shown.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'")
                .doesNotContain("script-src");
        assertThat(decide(browser, page, "allow").body()).contains("The device is allowed");

        waitAWhile(tv);
        Answer tokens = poll(tv, begun.text("/device_code"));
        assertThat(tokens.status()).as("%s", tokens.body()).isEqualTo(200);
        assertThat(tokens.text("/scope")).isEqualTo("offline_access openid profile:read wallets:read");
        JWTClaimsSet claims = verified(tv, tokens.text("/id_token"));
        assertThat(claims.getSubject()).isEqualTo(Audience.SUBSCRIBER.nameOf(ada.id()));
        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
        assertThat(claims.getStringClaim("acr")).isEqualTo("1");
        assertThat(ApiClient.holding(port, tokens.text("/access_token"))
                        .get("/v1/me")
                        .status())
                .isEqualTo(200);
        Answer refreshed = refreshed(tv, tokens.text("/refresh_token"));
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(audited("^(device|token)[.]"))
                .containsSubsequence("device.authorize", "device.allow", "token.issue", "token.issue")
                .noneMatch(event -> event.contains("authorization_pending"));
    }

    @Test
    void aPublicClientOfADeviceGetsThemToo() {
        Person ada = subscriber();
        SignIn.App tool = commandLine();
        Answer begun = begin(tool);
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(200);
        allow(tool, begun.text("/user_code").toLowerCase(Locale.ROOT).replace("-", " "), ada);
        Answer tokens = poll(tool, begun.text("/device_code"));
        assertThat(tokens.text("/scope")).isEqualTo("profile:read wallets:read");
        assertThat(tokens.body().has("id_token")).isFalse();
        assertThat(tokens.body().has("refresh_token")).isTrue();
    }

    @Test
    void aPersonWhoIsSignedInOnlySaysYes() {
        Person ada = subscriber();
        SignIn.App tv = television();
        Browser browser = SignIn.browser(tv);
        decide(browser, consentPage(browser, begin(tv).text("/user_code"), ada), "allow");
        String entered = Browser.location(enter(browser, begin(tv).text("/user_code")));
        assertThat(Browser.location(browser.get(entered))).startsWith("/consent?");
    }

    @Test
    void aCodeInTheAddressIsShownAndNotLookedAt() {
        SignIn.App tv = television();
        Browser browser = SignIn.browser(tv);
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> page = browser.get("/device?user_code=%22%3E%3Cb%3EXXXX-XXXX");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("&quot;&gt;&lt;b&gt;XXXX-XXXX").doesNotContain("<script");
        }
    }

    @Test
    void aPersonSaysNoAndTheDeviceIsTold() {
        Person ada = subscriber();
        SignIn.App tv = television();
        Answer begun = begin(tv);
        Browser browser = SignIn.browser(tv);
        String page = consentPage(browser, begun.text("/user_code"), ada);
        assertThat(decide(browser, page, "deny").body()).contains("The device is not allowed");
        Answer told = poll(tv, begun.text("/device_code"));
        assertThat(told.status()).isEqualTo(400);
        assertThat(told.text("/error")).isEqualTo("access_denied");
        assertThat(enter(browser, begun.text("/user_code")).statusCode()).isEqualTo(422);
        assertThat(browser.get(page).body()).contains("This code does not work");
        assertThat(audited("^device[.]")).containsExactly("device.authorize", "device.deny");
    }

    @Test
    void whoAsksTooSoonWaitsLonger() {
        SignIn.App tv = television();
        String code = begin(tv).text("/device_code");
        assertThat(poll(tv, code).text("/error")).isEqualTo("authorization_pending");
        assertThat(poll(tv, code).text("/error")).isEqualTo("slow_down");
        assertThat(poll(tv, code).text("/error")).isEqualTo("slow_down");
        assertThat(superuser.queryForObject(
                        "select interval_seconds from identity.device_authorization where client = ?",
                        Integer.class,
                        Client.idOf(tv.clientId()).orElseThrow()))
                .isEqualTo(15);
        waitAWhile(tv);
        assertThat(poll(tv, code).text("/error")).isEqualTo("authorization_pending");
    }

    @Test
    void whatNobodyAnswersInTimeExpiresAndGoes() {
        Person ada = subscriber();
        SignIn.App tv = television();
        Answer begun = begin(tv);
        Browser browser = SignIn.browser(tv);
        String page = consentPage(browser, begun.text("/user_code"), ada);
        String token = Browser.formToken(browser.get(page));
        letExpire(tv);
        HttpResponse<String> late = browser.post(page, Map.of("form_token", token, "decision", "allow"), "same-origin");
        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(late.body()).contains("This code does not work");
        assertThat(enter(browser, begun.text("/user_code")).statusCode()).isEqualTo(422);
        assertThat(poll(tv, begun.text("/device_code")).text("/error")).isEqualTo("expired_token");
        superuser.update(
                "update identity.device_authorization set expires_at = now() - interval '25 h' where client = ?",
                Client.idOf(tv.clientId()).orElseThrow());
        purge.runOnce();
        assertThat(poll(tv, begun.text("/device_code")).text("/error")).isEqualTo("invalid_grant");
    }

    @Test
    void aCodeThatWasUsedEndsWhatItGave() {
        Person ada = subscriber();
        SignIn.App tv = television();
        Answer begun = begin(tv);
        allow(tv, begun.text("/user_code"), ada);
        Answer tokens = poll(tv, begun.text("/device_code"));
        ApiClient api = ApiClient.holding(port, tokens.text("/access_token"));
        assertThat(api.get("/v1/me").status()).isEqualTo(200);
        assertThat(poll(tv, begun.text("/device_code")).text("/error")).isEqualTo("invalid_grant");
        await().atMost(Duration.ofSeconds(5)).until(() -> api.get("/v1/me").status() == 401);
        assertThat(refreshed(tv, tokens.text("/refresh_token")).text("/error")).isEqualTo("invalid_grant");
        assertThat(audited("replay")).containsExactly("device_code.replay device_code_used");
    }

    @Test
    void anotherClientCannotFetchTheTokens() {
        Person ada = subscriber();
        SignIn.App tv = television();
        SignIn.App other = television();
        Answer begun = begin(tv);
        allow(tv, begun.text("/user_code"), ada);
        assertThat(poll(other, begun.text("/device_code")).text("/error")).isEqualTo("invalid_grant");
        assertThat(poll(tv, begun.text("/device_code")).status()).isEqualTo(200);
    }

    @Test
    void onlyTheKeyThatWasShownFirstFetchesTheTokens() throws Exception {
        Person ada = subscriber();
        SignIn.App tool = relyingParty(
                security(ClientProfile.NATIVE, GRANTS, SenderConstraint.DPOP), "profile:read", "wallets:read");
        DpopKey key = DpopKey.create();
        Answer begun =
                call(tool, "/oauth2/device_authorization", key.proof("POST", ISSUER + "/oauth2/device_authorization"));
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(200);
        allow(tool, begun.text("/user_code"), ada);
        String[] form = {"grant_type", DEVICE_CODE, "device_code", begun.text("/device_code")};
        String token = ISSUER + "/oauth2/token";
        assertThat(call(tool, "/oauth2/token", null, form).text("/error")).isEqualTo("invalid_dpop_proof");
        assertThat(call(tool, "/oauth2/token", DpopKey.create().proof("POST", token), form)
                        .text("/error"))
                .isEqualTo("invalid_grant");
        Answer tokens = call(tool, "/oauth2/token", key.proof("POST", token), form);
        assertThat(tokens.text("/token_type")).isEqualTo("DPoP");
        assertThat(SignedJWT.parse(tokens.text("/access_token"))
                        .getJWTClaimsSet()
                        .getJSONObjectClaim("cnf"))
                .containsEntry("jkt", key.thumbprint());
    }

    @Test
    void aSessionThatEndedBeforeTheTokensWereFetchedGivesNone() {
        Person ada = subscriber();
        SignIn.App tv = television();
        Answer begun = begin(tv);
        allow(tv, begun.text("/user_code"), ada);
        accounts.disable(system(), ada.id());
        assertThat(poll(tv, begun.text("/device_code")).text("/error")).isEqualTo("invalid_grant");
    }

    @Test
    void codesStandNowhereInClear() {
        SignIn.App tv = television();
        Answer begun = begin(tv);
        String row = superuser.queryForObject(
                "select d::text from identity.device_authorization d where client = ?",
                String.class,
                Client.idOf(tv.clientId()).orElseThrow());
        assertThat(row)
                .doesNotContain(
                        begun.text("/device_code"),
                        begun.text("/user_code"),
                        begun.text("/user_code").replace("-", ""));
    }

    @Test
    void theMetadataNamesTheEndpoint() {
        assertThat(json(get("/.well-known/oauth-authorization-server", null))
                        .path("device_authorization_endpoint")
                        .asString())
                .isEqualTo(ISSUER + "/oauth2/device_authorization");
        assertThat(List.of(get("/.well-known/openid-configuration", null).body()))
                .allMatch(text -> text.contains(DEVICE_CODE));
    }

    private static Answer refreshed(SignIn.App app, String token) {
        return call(app, "/oauth2/token", null, "grant_type", "refresh_token", "refresh_token", token);
    }
}
