package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What tests of devices share: a device, and what a person does for it in a browser. */
abstract class DeviceAuthorizationTests extends OpenIdTests {
    static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
    static final Set<ClientGrant> GRANTS =
            Set.of(ClientGrant.AUTHORIZATION_CODE, ClientGrant.REFRESH_TOKEN, ClientGrant.DEVICE_CODE);

    static ClientSecurity security(ClientProfile profile, Set<ClientGrant> grants, SenderConstraint sender) {
        ClientProof proof =
                profile == ClientProfile.NATIVE ? new ClientProof(ClientMethod.NONE, null, null) : ClientProof.SECRET;
        return new ClientSecurity(
                profile, proof, sender, false, true, IdTokenAlgorithm.ES256, grants, ClientLogout.NONE);
    }

    /** A client with a secret that may ask for devices. */
    SignIn.App television() {
        return relyingParty(
                security(ClientProfile.BROWSER, GRANTS, SenderConstraint.NONE), "profile:read", "wallets:read");
    }

    /** A client without one. */
    SignIn.App commandLine() {
        return relyingParty(
                security(ClientProfile.NATIVE, GRANTS, SenderConstraint.NONE), "profile:read", "wallets:read");
    }

    static Answer begin(SignIn.App app, String... form) {
        return call(app, "/oauth2/device_authorization", null, form);
    }

    static Answer poll(SignIn.App app, String deviceCode) {
        return call(app, "/oauth2/token", null, "grant_type", DEVICE_CODE, "device_code", deviceCode);
    }

    /** Calls an OAuth endpoint as {@code app}, by its secret if it has one. */
    static Answer call(SignIn.App app, String path, @Nullable String proof, String... form) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < form.length; i += 2) {
            fields.put(form[i], form[i + 1]);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (app.secret().isEmpty()) {
            fields.put("client_id", app.clientId());
        } else {
            String pair = app.clientId() + ":" + app.secret();
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        if (proof != null) {
            request.header("DPoP", proof);
        }
        return ApiClient.send(
                request.POST(BodyPublishers.ofString(Browser.encoded(fields))).build());
    }

    static HttpResponse<String> enter(Browser browser, String userCode) {
        String token = Browser.formToken(browser.get("/device"));
        return browser.post("/device", Map.of("form_token", token, "user_code", userCode), "same-origin");
    }

    /** Enters the code, signs in if there is no session, and says where the page stands on which {@code person} decides. */
    static String consentPage(Browser browser, String userCode, Person person) {
        String next = Browser.location(browser.get(Browser.location(enter(browser, userCode))));
        return next.startsWith("/signin")
                ? Browser.location(SignIn.submit(browser, next, person.email(), SignIn.PASSWORD))
                : next;
    }

    /** @param decision {@code allow} or anything else */
    static HttpResponse<String> decide(Browser browser, String page, String decision) {
        String token = Browser.formToken(browser.get(page));
        return browser.post(page, Map.of("form_token", token, "decision", decision), "same-origin");
    }

    void allow(SignIn.App app, String userCode, Person person) {
        Browser browser = SignIn.browser(app);
        HttpResponse<String> done = decide(browser, consentPage(browser, userCode, person), "allow");
        assertThat(done.statusCode()).as("%s", done.body()).isEqualTo(200);
    }

    /** Lets the interval go by for all devices of {@code app}. */
    void waitAWhile(SignIn.App app) {
        superuser.update(
                "update identity.device_authorization set polled_at = polled_at - interval '601 s' where client = ?",
                Client.idOf(app.clientId()).orElseThrow());
    }

    void letExpire(SignIn.App app) {
        superuser.update(
                "update identity.device_authorization set expires_at = now() - interval '1 s' where client = ?",
                Client.idOf(app.clientId()).orElseThrow());
    }

    /** {@code action reason} of what happened at this tenant, oldest first. */
    List<String> audited(String actions) {
        return superuser.queryForList("""
                select body ->> 'action' || coalesce(' ' || (body ->> 'reason'), '') from
                  (select id, convert_from(body, 'utf8')::json as body from audit.event where tenant_id = ?) e
                where body ->> 'action' ~ ? order by id
                """, String.class, tenant.value(), actions);
    }
}
