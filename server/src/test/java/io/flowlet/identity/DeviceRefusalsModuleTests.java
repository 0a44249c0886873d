package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What neither a device nor whoever enters a code gets away with. */
class DeviceRefusalsModuleTests extends DeviceAuthorizationTests {
    @Test
    void aClientWithoutTheGrantAsksForNoDevice() {
        Answer refused = begin(app);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/error")).isEqualTo("unauthorized_client");
        assertThat(poll(app, "x").text("/error")).isEqualTo("unauthorized_client");
        assertThat(audited("device")).containsExactly("device.authorize unauthorized_client");
    }

    @Test
    void aClientProvesItselfAsEverywhere() {
        SignIn.App tv = television();
        Answer refused = begin(new SignIn.App(port, tv.clientId(), "cls_wrong"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("/error")).isEqualTo("invalid_client");
        assertThat(begin(new SignIn.App(port, tv.clientId(), "")).status()).isEqualTo(401);
        assertThat(get("/oauth2/device_authorization", null).statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"payments:write", "wallets:read payments:write", "profile", "openid staff:read", ""})
    void noMoreThanTheClientMayHaveIsAskedFor(String scope) {
        assertThat(begin(television(), "scope", scope).text("/error")).isEqualTo("invalid_scope");
    }

    @Test
    void theRequestIsAForm() {
        SignIn.App tv = television();
        assertThat(call(tv, "/oauth2/device_authorization?scope=wallets:read", null)
                        .text("/error"))
                .isEqualTo("invalid_request");
        assertThat(call(tv, "/oauth2/device_authorization", "no proof").text("/error"))
                .isEqualTo("invalid_dpop_proof");
        assertThat(call(tv, "/oauth2/token", null, "grant_type", DEVICE_CODE).text("/error"))
                .isEqualTo("invalid_request");
        assertThat(poll(tv, "x".repeat(2_001)).text("/error")).isEqualTo("invalid_request");
        assertThat(poll(tv, "x".repeat(43)).text("/error")).isEqualTo("invalid_grant");
    }

    @Test
    void aRevokedClientsDeviceGetsNothing() {
        SignIn.App tv = television();
        Answer begun = begin(tv);
        Browser browser = SignIn.browser(tv);
        String next = Browser.location(enter(browser, begun.text("/user_code")));
        superuser.update("update identity.oauth_client set revoked_at = now() where client_id = ?", tv.clientId());
        assertThat(browser.get(next).body()).contains("This code does not work");
        assertThat(poll(tv, begun.text("/device_code")).status()).isEqualTo(401);
    }

    @Test
    void aCodeOpensNoPageWithoutTheSecretThatTheBrowserGot() {
        SignIn.App tv = television();
        Answer begun = begin(tv);
        Browser browser = SignIn.browser(tv);
        String code = begun.text("/user_code");
        for (String path : new String[] {"/oauth2/authorize", "/signin", "/consent"}) {
            HttpResponse<String> page = browser.get(path + "?user_code=" + code + "&device=" + "x".repeat(43));
            assertThat(page.statusCode()).isEqualTo(400);
            assertThat(page.body()).contains("This code does not work");
        }
        String first = Browser.location(enter(browser, code));
        assertThat(browser.get(first.replace(code, "BBBB-BBBB")).statusCode()).isEqualTo(400);
        assertThat(browser.get(first + "&device=twice").statusCode()).isEqualTo(400);
        assertThat(browser.get("/oauth2/authorize?device=" + SignIn.parameter(first, "device"))
                        .statusCode())
                .isEqualTo(400);
        enter(browser, code);
        assertThat(browser.get(first).statusCode())
                .as("the page of whoever entered it before")
                .isEqualTo(400);
    }

    @Test
    void wrongCodesAreCountedByNetworkAndRightOnesDoNotMakeUpForThem() {
        SignIn.App tv = television();
        Browser browser = SignIn.browser(tv);
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> wrong = enter(browser, "BBBB-BBBB");
            assertThat(wrong.statusCode()).isEqualTo(422);
            assertThat(wrong.body()).contains("No device shows this code now", "aria-invalid=\"true\"");
            if (i == 2) {
                assertThat(enter(browser, begin(tv).text("/user_code")).statusCode())
                        .isEqualTo(303);
            }
        }
        String right = begin(tv).text("/user_code");
        HttpResponse<String> refused = enter(browser.neighbour(), right);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(enter(SignIn.browser(tv), right).statusCode())
                .as("from elsewhere")
                .isEqualTo(303);
    }

    @Test
    void aFormOfAnotherSiteOrWithoutItsTokenIsNotCarriedOut() {
        Person ada = subscriber();
        SignIn.App tv = television();
        Answer begun = begin(tv);
        Browser browser = SignIn.browser(tv);
        String code = begun.text("/user_code");
        String token = Browser.formToken(browser.get("/device"));
        assertThat(browser.post("/device", Map.of("form_token", token, "user_code", code), "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/device", Map.of("user_code", code), "same-origin")
                        .statusCode())
                .isEqualTo(403);
        assertThat(enter(browser, " ").body()).contains("Enter the code that the device shows");

        String page = consentPage(browser, code, ada);
        Map<String, String> forged = Map.of("form_token", token, "decision", "allow");
        assertThat(browser.post(page, forged, "same-origin").statusCode()).isEqualTo(403);
        String own = Browser.formToken(browser.get(page));
        assertThat(browser.post(page, Map.of("form_token", own, "decision", "allow"), "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(poll(tv, begun.text("/device_code")).text("/error")).isEqualTo("authorization_pending");
    }

    @Test
    void aPersonOfAnotherProgramCannotAnswer() {
        Person ada = subscriber();
        SignIn.App tv = television();
        Browser browser = SignIn.browser(tv);
        SignIn.code(browser, app, ada.email(), SignIn.PASSWORD);
        openProgram();
        SignIn.App elsewhere = television();
        Answer begun = begin(elsewhere);
        String next = Browser.location(browser.get(Browser.location(enter(browser, begun.text("/user_code")))));
        assertThat(next).as("the session counts for nothing there").startsWith("/signin?");
        String consent = Browser.location(browser.get(next.replace("/signin", "/consent")));
        assertThat(consent).startsWith("/oauth2/authorize?");
        assertThat(Browser.location(browser.get(consent))).startsWith("/signin?");
        assertThat(SignIn.submit(browser, next, ada.email(), SignIn.PASSWORD).statusCode())
                .isEqualTo(422);
    }

    @Test
    void onlySubscribersOfBrowserAndNativeClientsHaveDevices() {
        Answer staff = admin.post("/v1/oauth_clients", clientOf("staff", "browser"));
        assertThat(staff.status()).isEqualTo(400);
        Answer bank = admin.post("/v1/oauth_clients", clientOf("subscriber", "bank"));
        assertThat(bank.status()).isEqualTo(400);
        assertThat(bank.body().toString()).contains("FAPI 2.0 knows no devices.");
        Answer made = admin.post("/v1/oauth_clients", clientOf("subscriber", "native"));
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        assertThat(made.body().path("security").path("grant_types").toString()).contains(DEVICE_CODE);
        assertThat(Set.of(ClientGrant.of("device_code"))).containsExactly(Optional.empty());
    }

    private static String clientOf(String audience, String profile) {
        return """
                {"name":"TV","scopes":[],
                 "sign_in":{"audience":"%s","redirect_uris":["%s"],"scopes":["profile:read"]},
                 "security":{"profile":"%s","grant_types":["authorization_code","refresh_token","%s"]}}
                """.formatted(audience, SignIn.REDIRECT, profile, DEVICE_CODE);
    }
}
