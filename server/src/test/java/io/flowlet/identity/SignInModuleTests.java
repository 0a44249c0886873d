package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person signs in, from the app's request to a call with the person's own token. */
class SignInModuleTests extends SignInTests {
    @Test
    void signsASubscriberIn() {
        Person ada = subscriber();
        SignIn.Tokens tokens = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        Answer me = tokens.api().get("/v1/me");
        assertThat(me.status()).as("%s", me.body()).isEqualTo(200);
        assertThat(me.text("/kind")).isEqualTo("subscriber");
        assertThat(me.text("/id")).isEqualTo(Audience.SUBSCRIBER.nameOf(ada.id()));
        assertThat(me.text("/email")).isEqualTo(ada.email());
        assertThat(me.text("/given_name")).isEqualTo("Ada");
        assertThat(me.text("/family_name")).isEqualTo("Lovelace");
        assertThat(me.text("/mode")).isEqualTo("test");
        assertThat(me.text("/tenant_id")).startsWith("ten_");
        assertThat(me.body().path("scopes").toString())
                .isEqualTo("[\"profile:read\",\"profile:write\",\"wallets:read\"]");
        assertThat(me.body().has("roles")).isFalse();
    }

    @Test
    void signsStaffInWithWhatTheRolesOpen() {
        Person grace = staff(StaffRole.ANALYST);
        Answer me = SignIn.person(staffApp(), grace.email(), SignIn.PASSWORD).get("/v1/me");
        assertThat(me.status()).as("%s", me.body()).isEqualTo(200);
        assertThat(me.text("/kind")).isEqualTo("staff");
        assertThat(me.text("/id")).startsWith("usr_");
        assertThat(me.text("/roles/0")).isEqualTo("analyst");
        assertThat(me.body().path("given_name").isNull()).isTrue();
        assertThat(me.body().path("scopes").toString())
                .contains("kys:review", "profile:read")
                .doesNotContain("staff:write", "policies");
    }

    @Test
    void answersTheAppWithCodeStateAndIssuer() {
        Person ada = subscriber();
        Map<String, String> request = SignIn.request(app);
        Browser browser = SignIn.browser(app);
        String page = Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
        assertThat(page).startsWith("/signin?");
        HttpResponse<String> answer = SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(303);
        String location = Browser.location(answer);
        assertThat(location).startsWith(SignIn.REDIRECT + "?code=");
        assertThat(SignIn.parameter(location, "code")).hasSize(43);
        assertThat(SignIn.parameter(location, "state")).isEqualTo(request.get("state"));
        assertThat(SignIn.parameter(location, "iss")).isEqualTo(ISSUER);
    }

    @Test
    void asksForThePasswordOncePerSession() {
        Person ada = subscriber();
        SignIn.Tokens tokens = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        String location = Browser.location(tokens.browser().get("/oauth2/authorize?" + SignIn.query(app)));
        assertThat(location).startsWith(SignIn.REDIRECT + "?code=");
        SignIn.Tokens again = SignIn.exchanged(app, tokens.browser(), SignIn.parameter(location, "code"));
        assertThat(again.api().get("/v1/me").status()).isEqualTo(200);
    }

    @Test
    void asksAgainWhenTheClientWantsAYoungerSignIn() {
        Person ada = subscriber();
        SignIn.Tokens tokens = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        superuser.update(
                "update identity.session set created_at = created_at - interval '15 minutes' where account = ?",
                ada.id());
        Browser browser = tokens.browser();
        for (String young : new String[] {"max_age=800", "max_age=0", "prompt=login", "prompt=login&max_age=9000"}) {
            assertThat(asked(browser, young)).as(young).startsWith("/signin?");
        }
        for (String old :
                new String[] {"max_age=1000", "max_age=", "prompt=", "prompt=none", "prompt=none&max_age=1000"}) {
            assertThat(asked(browser, old)).as(old).startsWith(SignIn.REDIRECT + "?code=");
        }
        assertThat(asked(browser, "prompt=none&max_age=800"))
                .startsWith(SignIn.REDIRECT + "?error=login_required&")
                .contains("&iss=");
        assertThat(Browser.location(browser.get("/signin?" + SignIn.query(app) + "&prompt=none")))
                .as("no page where none is wanted")
                .startsWith(SignIn.REDIRECT + "?error=login_required&");

        String page = asked(browser, "prompt=login&max_age=800");
        String answer = Browser.location(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD));
        SignIn.Tokens renewed = SignIn.exchanged(app, browser, SignIn.parameter(answer, "code"));
        assertThat(claims(renewed).path("auth_time").asLong())
                .isGreaterThan(claims(tokens).path("auth_time").asLong() - 1)
                .isCloseTo(Instant.now().getEpochSecond(), within(60L));
        assertThat(asked(browser, "max_age=800")).startsWith(SignIn.REDIRECT + "?code=");
    }

    private String asked(Browser browser, String more) {
        return Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app) + "&" + more));
    }

    private static JsonNode claims(SignIn.Tokens tokens) {
        byte[] body = Base64.getUrlDecoder().decode(tokens.access().split("\\.", -1)[1]);
        return new JsonMapper().readTree(body);
    }

    @Test
    void findsAnAddressHoweverItIsSpelled() {
        Person ada = subscriber();
        SignIn.Tokens tokens = SignIn.tokens(app, " " + ada.email().toUpperCase(Locale.ROOT) + " ", SignIn.PASSWORD);
        assertThat(tokens.api().get("/v1/me").text("/email")).isEqualTo(ada.email());
    }

    @Test
    void renewsAnAccessToken() {
        SignIn.Tokens tokens = SignIn.tokens(app, subscriber().email(), SignIn.PASSWORD);
        Answer answer = SignIn.token(app, Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.text("/refresh_token")).isNotEqualTo(tokens.refresh());
        assertThat(answer.body().path("expires_in").asInt()).isEqualTo(300);
        SignIn.Tokens renewed =
                new SignIn.Tokens(app, answer.text("/access_token"), answer.text("/refresh_token"), tokens.browser());
        assertThat(renewed.access()).isNotEqualTo(tokens.access());
        assertThat(renewed.api().get("/v1/me").status()).isEqualTo(200);
    }
}
