package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.internal.FullQueue;
import io.flowlet.identity.internal.OtherHashing;
import io.flowlet.identity.internal.PasswordHashing;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import io.flowlet.vault.Vault;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What persons do about themselves: sessions, passwords, signing out; and how staff comes in. */
class PersonsModuleTests extends SignInTests {
    @Autowired
    Vault vault;

    @Autowired
    IdentitySettings settings;

    @Test
    void keepsAnAddressForOneAccountOfItsSort() {
        Person ada = subscriber();
        String same = ada.email().toUpperCase(Locale.ROOT);
        assertThat(accounts.createSubscriber(system(), tenant, UUID.randomUUID(), same, SignIn.PASSWORD))
                .isInstanceOf(AccountOutcome.EmailTaken.class);
        assertThat(accounts.createStaff(system(), tenant, ada.email(), Set.of(StaffRole.ANALYST), SignIn.PASSWORD))
                .isInstanceOf(AccountOutcome.Created.class);
    }

    @Test
    void keepsNeitherAddressNorPasswordInClear() {
        Person ada = subscriber();
        SignIn.Tokens tokens = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        for (String table : List.of("account", "session", "authorization_code", "token", "former_password")) {
            List<String> rows = superuser.queryForList("select t::text from identity." + table + " t", String.class);
            assertThat(rows)
                    .noneMatch(row -> row.contains(ada.email())
                            || row.contains(SignIn.PASSWORD)
                            || row.contains(tokens.refresh())
                            || row.contains("Mozilla")
                            || tokens.browser().cookies().values().stream().anyMatch(row::contains));
        }
        assertThat(superuser.queryForObject(
                        "select password_hash from identity.account where id = ?", String.class, ada.id()))
                .matches("\\$2b\\$04\\$.{53}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bcrypt", "argon2id"})
    void replacesAHashThatWasMadeOtherwiseAtTheNextSignIn(String algorithm) {
        Person ada = subscriber();
        superuser.update(
                "update identity.account set password_hash = ? where id = ?",
                OtherHashing.hash(vault, settings, algorithm, SignIn.PASSWORD),
                ada.id());
        SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        assertThat(superuser.queryForObject(
                        "select password_hash from identity.account where id = ?", String.class, ada.id()))
                .startsWith("$2b$04$");
        SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
    }

    @Test
    void listsAndEndsOwnSessions() {
        Person ada = subscriber();
        SignIn.Tokens here = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        SignIn.Tokens there = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        Answer list = here.api().get("/v1/me/sessions");
        assertThat(list.body().path("data").size()).isEqualTo(2);
        assertThat(list.text("/data/0/id")).startsWith("ses_");
        assertThat(list.body().at("/data/0/current").asBoolean()).isFalse();
        assertThat(list.body().at("/data/1/current").asBoolean()).isTrue();
        assertThat(list.text("/data/0/user_agent")).isEqualTo("Mozilla/5.0 (test)");

        String path = "/v1/me/sessions/" + list.text("/data/0/id");
        SignIn.Tokens stranger = SignIn.tokens(app, subscriber().email(), SignIn.PASSWORD);
        assertThat(stranger.api().delete(path).code()).isEqualTo("not_found");
        assertThat(here.api().delete(path).status()).isEqualTo(204);
        assertThat(here.api().delete(path).code()).isEqualTo("not_found");
        assertEnded(there);
        assertThat(here.api().get("/v1/me").status()).isEqualTo(200);
    }

    @Test
    void beginsANewSessionAtEachSignInAndEndsTheOneBefore() {
        Person ada = subscriber();
        SignIn.Tokens first = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        String before = Map.copyOf(first.browser().cookies()).toString();
        SignIn.submit(first.browser(), "/signin?" + SignIn.query(app), ada.email(), SignIn.PASSWORD);
        assertThat(first.browser().cookies().toString()).isNotEqualTo(before);
        assertEnded(first);
    }

    @Test
    void whoFindsTheQueueFullHasNotBeenWrong(@Autowired PasswordHashing hashing) throws InterruptedException {
        Person ada = subscriber();
        Browser browser = SignIn.browser(app);
        String page = "/signin?" + SignIn.query(app);
        try (FullQueue full = new FullQueue(hashing)) {
            for (int i = 0; i < 7; i++) {
                HttpResponse<String> busy = SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD);
                assertThat(busy.statusCode()).as("attempt %d, %s", i, full).isEqualTo(503);
            }
        }
        assertThat(SignIn.submit(browser, page, ada.email(), SignIn.PASSWORD).statusCode())
                .isEqualTo(303);
    }

    @Test
    void signsOutOnTheButtonOnly() {
        SignIn.Tokens tokens = SignIn.tokens(app, subscriber().email(), SignIn.PASSWORD);
        Browser browser = tokens.browser();
        String path =
                "/signout?client_id=" + app.clientId() + "&post_signout_redirect_uri=https%3A%2F%2Fapp.example%2F";
        HttpResponse<String> page = browser.get(path);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(tokens.api().get("/v1/me").status()).isEqualTo(200);
        assertThat(browser.post(path, Map.of()).statusCode()).isEqualTo(403);
        HttpResponse<String> done = browser.post(path, Map.of("form_token", Browser.formToken(page)), "same-origin");
        assertThat(Browser.location(done)).isEqualTo("https://app.example/");
        assertEnded(tokens);
        assertThat(Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app))))
                .startsWith("/signin?");
    }

    @Test
    void sendsNobodyWhoSignsOutToAnAddressThatIsNotRegistered() {
        Browser browser = SignIn.browser(app);
        for (String to :
                List.of("https://evil.example/", "https://app.example/elsewhere", "https://app.example.evil/")) {
            HttpResponse<String> page = browser.get("/signout?"
                    + Browser.encoded(Map.of("client_id", app.clientId(), "post_signout_redirect_uri", to)));
            assertThat(page.statusCode()).isEqualTo(400);
        }
        assertThat(browser.get("/signout").statusCode()).isEqualTo(400);
    }

    @Test
    void changesThePasswordAndEndsTheOtherSessions() {
        Person ada = subscriber();
        SignIn.Tokens here = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        SignIn.Tokens there = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        String next = "quartz-lemon-ladder-orbit-5";
        assertThat(change(here.api(), SignIn.PASSWORD, next).status()).isEqualTo(204);
        assertEnded(there);
        assertThat(here.api().get("/v1/me").status()).isEqualTo(200);
        assertThat(SignIn.person(app, ada.email(), next).get("/v1/me").status()).isEqualTo(200);
        HttpResponse<String> old =
                SignIn.submit(SignIn.browser(app), "/signin?" + SignIn.query(app), ada.email(), SignIn.PASSWORD);
        assertThat(old.statusCode()).isEqualTo(422);
    }

    @Test
    void takesNoneOfTheLastTwelvePasswordsAgain() {
        ApiClient api = SignIn.person(app, subscriber().email(), SignIn.PASSWORD);
        String current = SignIn.PASSWORD;
        for (int i = 1; i <= 11; i++) {
            String next = "quartz-lemon-ladder-orbit-" + i;
            assertThat(change(api, current, next).status()).isEqualTo(204);
            current = next;
        }
        for (String used : List.of(SignIn.PASSWORD, "quartz-lemon-ladder-orbit-5", current)) {
            Answer refused = change(api, current, used);
            assertThat(refused.code()).isEqualTo("password_refused");
            assertThat(refused.text("/errors/0/code")).isEqualTo("used_before");
        }
        assertThat(change(api, current, "quartz-lemon-ladder-orbit-12").status())
                .isEqualTo(204);
        assertThat(change(api, "quartz-lemon-ladder-orbit-12", SignIn.PASSWORD).status())
                .as("the thirteenth last")
                .isEqualTo(204);
    }

    @Test
    void refusesAChangeWithoutTheCurrentPasswordAndThenWaits() {
        ApiClient api = SignIn.person(app, subscriber().email(), SignIn.PASSWORD);
        for (int i = 0; i < 5; i++) {
            Answer refused = change(api, "wrong-password-wrong", "quartz-lemon-ladder-orbit-5");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("/errors/0/pointer")).isEqualTo("/current_password");
            assertThat(refused.text("/errors/0/code")).isEqualTo("wrong");
        }
        Answer waits = change(api, SignIn.PASSWORD, "quartz-lemon-ladder-orbit-5");
        assertThat(waits.code()).isEqualTo("rate_limited");
        assertThat(waits.header("retry-after")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "short-pass-1234, too_short, 14",
        "passwordpassword, breached, 16",
        "password1234567, breached, 15",
        "dragondragondragon, breached, 18",
        "aaaaaaaaaaaaaaaaaaaa, too_simple, 20",
    })
    void refusesAPasswordByTheNameOfItsFault(String password, String code, int length) {
        ApiClient api = SignIn.person(app, subscriber().email(), SignIn.PASSWORD);
        String wanted = password.substring(0, Math.min(length, password.length()));
        Answer refused = change(api, SignIn.PASSWORD, wanted);
        assertThat(refused.code()).isEqualTo("password_refused");
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/new_password");
        assertThat(refused.text("/errors/0/code")).isEqualTo(code);
        assertThat(refused.body().toString()).doesNotContain(wanted);
    }

    @Test
    void refusesATenThousandCharacterPasswordWithoutHashing() {
        String huge = "x".repeat(10_000);
        assertThat(accounts.prepare(huge, List.of())).isInstanceOf(PasswordOutcome.Refused.class);
        ApiClient api = SignIn.person(app, subscriber().email(), SignIn.PASSWORD);
        assertThat(change(api, SignIn.PASSWORD, huge).text("/errors/0/code")).isEqualTo("too_long");
        assertThat(change(api, huge, "quartz-lemon-ladder-orbit-5").text("/errors/0/code"))
                .isEqualTo("wrong");
    }

    @Test
    void invitesStaffWhoChooseAPassword() {
        String email = newEmail();
        Answer sent = invite(admin, email, "analyst");
        assertThat(sent.status()).as("%s", sent.body()).isEqualTo(201);
        assertThat(sent.text("/id")).startsWith("inv_");
        String path = URI.create(sent.text("/url")).getPath();
        Browser browser = SignIn.browser(app);
        assertThat(browser.get(path).body()).contains(email, "analyst", "autocomplete=\"new-password\"");
        assertThat(browser.post(path, Map.of("password", "short"), "same-origin")
                        .statusCode())
                .isEqualTo(422);
        assertThat(browser.post(path, Map.of("password", SignIn.PASSWORD), "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post(path, Map.of("password", SignIn.PASSWORD), "same-origin")
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.post(path, Map.of("password", SignIn.PASSWORD), "same-origin")
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.get(path).statusCode()).isEqualTo(404);
        assertThat(SignIn.person(staffApp(), email, SignIn.PASSWORD)
                        .get("/v1/me")
                        .text("/roles/0"))
                .isEqualTo("analyst");
        Answer list = admin.get("/v1/staff");
        assertThat(list.text("/data/0/email")).isEqualTo(email);
        assertThat(TestProgram.create(port, programs)
                        .client()
                        .get("/v1/staff")
                        .body()
                        .path("data")
                        .size())
                .isZero();
    }

    @Test
    void showsAnInvitationsLinkOnceAndForgetsItAfterADay() {
        String key = UUID.randomUUID().toString();
        String body = "{\"email\":\"%s\",\"roles\":[\"officer\"]}".formatted(newEmail());
        Answer first = admin.post("/v1/staff_invitations", body, key);
        Answer again = admin.post("/v1/staff_invitations", body, key);
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(again.body().path("url").isNull()).isTrue();
        assertThat(again.body().path("secret_available").asBoolean()).isFalse();
        superuser.update("update identity.staff_invitation set expires_at = now() - interval '1 second'");
        String path = URI.create(first.text("/url")).getPath();
        assertThat(SignIn.browser(app).get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void letsNoRoleInviteThatMayNot() {
        Person analyst = staff(StaffRole.ANALYST);
        Person boss = staff(StaffRole.ADMIN);
        SignIn.App console = staffApp();
        assertThat(invite(SignIn.person(console, analyst.email(), SignIn.PASSWORD), newEmail(), "analyst")
                        .code())
                .isEqualTo("scope_missing");
        ApiClient manager = SignIn.person(console, boss.email(), SignIn.PASSWORD);
        assertThat(invite(manager, newEmail(), "analyst").code())
                .as("no cases for an admin, by no detour")
                .isEqualTo("scope_missing");
        assertThat(invite(manager, newEmail(), "admin").status()).isEqualTo(201);
        assertThat(invite(admin, newEmail(), "owner").text("/errors/0/code")).isEqualTo("unknown_role");
    }

    /** Single sign-on asks nobody again: an address of one's own would collect other people's codes. */
    @Test
    void letsNoMemberOfStaffRegisterWherePeopleAreSentTo() {
        Person boss = staff(StaffRole.ADMIN);
        Answer refused =
                SignIn.person(staffApp(), boss.email(), SignIn.PASSWORD).post("/v1/oauth_clients", """
                        {"name":"a","scopes":[],
                         "sign_in":{"audience":"subscriber","redirect_uris":["https://a.example/cb"],"scopes":["payments:write"]}}
                        """);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("audience_not_allowed");
    }

    @Test
    void aClientWithoutAnyScopeIsForPeopleOnly() {
        Answer refused = admin.post("/v1/oauth_clients", "{\"name\":\"a\",\"scopes\":[]}");
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/scopes");
    }

    @Test
    void showsWhomAClientLetsSignIn() {
        Answer list = admin.get("/v1/oauth_clients");
        assertThat(list.text("/data/0/sign_in/audience")).isEqualTo("subscriber");
        assertThat(list.text("/data/0/sign_in/redirect_uris/0")).isEqualTo(SignIn.REDIRECT);
        assertThat(list.body().at("/data/1/sign_in").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "everyone | https://a.example/cb | profile:read | unknown_audience",
                "subscriber | http://a.example/cb | profile:read | malformed_redirect_uri",
                "subscriber | https://a.example/cb#x | profile:read | malformed_redirect_uri",
                "subscriber | https://a.example/cb | kys:review | unknown_scope",
                "staff | https://a.example/cb | profile:write | unknown_scope",
            })
    void registersNoSignInThatCannotBe(String audience, String uri, String scope, String code) {
        Answer refused = admin.post("/v1/oauth_clients", """
                {"name":"a","scopes":["payments:read"],
                 "sign_in":{"audience":"%s","redirect_uris":["%s"],"scopes":["%s"]}}
                """.formatted(audience, uri, scope));
        assertThat(refused.code()).isEqualTo("body_invalid");
        assertThat(refused.text("/errors/0/code")).isEqualTo(code);
    }

    private static Answer invite(ApiClient api, String email, String role) {
        return api.post("/v1/staff_invitations", "{\"email\":\"%s\",\"roles\":[\"%s\"]}".formatted(email, role));
    }

    private static Answer change(ApiClient api, String current, String wanted) {
        return api.post(
                "/v1/me/password",
                "{\"current_password\":\"%s\",\"new_password\":\"%s\"}".formatted(current, wanted),
                null);
    }

    // a verified token is remembered for half a second
    private static void assertEnded(SignIn.Tokens tokens) {
        for (int i = 0; i < 100 && tokens.api().get("/v1/me").status() == 200; i++) {
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(tokens.api().get("/v1/me").code()).isEqualTo("token_invalid");
        Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh());
        assertThat(SignIn.token(tokens.app(), form).text("/error")).isEqualTo("invalid_grant");
    }
}
