package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A forgotten password: a link by mail, once, and nothing told to whoever asks. */
class PasswordResetModuleTests extends StrictSignInTests {
    private static final String NEW = "copper-violin-harbour-lemon-19";
    private static final Pattern LINK = Pattern.compile("(/signin/reset/[\\w-]{43})");

    @Test
    void setsANewPasswordByALinkOnceAndEndsEverySession() {
        Person ada = subscriber();
        SignIn.Tokens before = SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        String link = link(ada);
        Browser browser = SignIn.browser(app);
        assertThat(browser.get(link).statusCode()).isEqualTo(200);
        HttpResponse<String> set = browser.post(link, Map.of("password", NEW), "same-origin");
        assertThat(set.statusCode()).as("%s", set.body()).isEqualTo(200);
        assertThat(browser.cookies()).as("no session comes of it").isEmpty();

        assertThat(before.api().get("/v1/me").code()).isEqualTo("token_invalid");
        assertThat(browser.post(link, Map.of("password", NEW + "x"), "same-origin")
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.get(link).statusCode()).isEqualTo(404);
        assertThat(SignIn.tokens(app, ada.email(), NEW).api().get("/v1/me").status())
                .isEqualTo(200);
        assertThat(subjects(ada)).containsExactly("Choose a new password", "Your password was changed");
        assertThat(newestText(ada)).doesNotContain("http").contains("Every other session");
    }

    @Test
    void answersTheSameForAnAddressThatNobodyHas() {
        Person ada = subscriber();
        HttpResponse<String> known = ask(SignIn.browser(app), ada.email());
        HttpResponse<String> unknown = ask(SignIn.browser(app), "nobody-at-all@example.com");
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(unknown.statusCode()).isEqualTo(200);
        assertThat(unknown.body()).isEqualTo(known.body());
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.mail where tenant_id = ?", Integer.class, tenant.value()))
                .as("one row each")
                .isEqualTo(2);
        assertThat(subjects(ada)).containsExactly("Choose a new password");
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.mail where tenant_id = ?", Integer.class, tenant.value()))
                .isZero();
    }

    @Test
    void sendsNothingToADisabledAccountOrAnotherTenants() {
        Person ada = subscriber();
        assertThat(accounts.disable(system(), ada.id())).isTrue();
        ask(SignIn.browser(app), ada.email());
        assertThat(subjects(ada)).isEmpty();
        Person grace = subscriber();
        openProgram();
        ask(SignIn.browser(app), grace.email());
        assertThat(subjects(grace)).isEmpty();
        ask(SignIn.browser(app), staff(StaffRole.ANALYST).email());
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.password_reset where tenant_id = ?",
                        Integer.class,
                        tenant.value()))
                .as("of staff, at the subscribers' app")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "short-one-77,         Use at least 15",
        "marble-cactus-window-twelve-77, one of the last 12",
        "password1234567,      breaches",
    })
    void refusesABadPasswordAndLeavesTheLinkAsItIs(String password, String told) {
        Person ada = subscriber();
        String link = link(ada);
        HttpResponse<String> refused = SignIn.browser(app).post(link, Map.of("password", password), "same-origin");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains(told);
        assertThat(SignIn.browser(app)
                        .post(link, Map.of("password", NEW), "same-origin")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesLinksThatAreOldUnknownOrFollowedByANewerOne() {
        Person ada = subscriber();
        String first = link(ada);
        String second = link(ada);
        Browser browser = SignIn.browser(app);
        assertThat(browser.get(first).statusCode()).as("a newer one was sent").isEqualTo(404);
        superuser.update(
                "update identity.password_reset set expires_at = now() - interval '1 second' where account = ?",
                ada.id());
        assertThat(browser.get(second).statusCode()).isEqualTo(404);
        assertThat(browser.post(second, Map.of("password", NEW), "same-origin").statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/signin/reset/" + "x".repeat(43)).statusCode()).isEqualTo(404);
        assertThat(browser.post(second, Map.of("password", NEW), "cross-site").statusCode())
                .isEqualTo(403);
    }

    @Test
    void floodsNobodysMailbox() {
        Person ada = subscriber();
        for (int i = 0; i < 5; i++) {
            assertThat(ask(SignIn.browser(app), ada.email()).statusCode()).isEqualTo(200);
        }
        assertThat(subjects(ada)).hasSize(3);
        Browser insists = SignIn.browser(app);
        for (int i = 0; i < 5; i++) {
            ask(insists, ada.email());
        }
        HttpResponse<String> many = ask(insists, ada.email());
        assertThat(many.statusCode()).isEqualTo(429);
        assertThat(many.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void refusesOtherSitesAndFormsWithoutToken() {
        String page = "/signin/forgotten?" + SignIn.query(app);
        Browser browser = SignIn.browser(app);
        String token = Browser.formToken(browser.get(page));
        Map<String, String> form = Map.of("form_token", token, "email", "ada@example.com");
        assertThat(browser.post(page, form, "cross-site").statusCode()).isEqualTo(403);
        assertThat(browser.post(page, Map.of("email", "ada@example.com"), "same-origin")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post(page, Map.of("form_token", token, "email", ""), "same-origin")
                        .statusCode())
                .isEqualTo(422);
        assertThat(browser.get("/signin/forgotten?client_id=cli_x").statusCode())
                .isEqualTo(400);
    }

    @Test
    void keepsAMailUntilItIsDue() {
        Person ada = subscriber();
        superuser.update("""
                insert into identity.mail (id, tenant_id, audience, notice, account, tries, made_at, due_at)
                values (gen_random_uuid(), ?, 'subscriber', 'password_changed', ?, 0, now(), now() + interval '1 hour')
                """, tenant.value(), ada.id());
        assertThat(subjects(ada)).as("not due").isEmpty();
        superuser.update("update identity.mail set due_at = now() where account = ?", ada.id());
        assertThat(subjects(ada)).containsExactly("Your password was changed");
    }

    @Test
    void tellsOfABrowserThatIsNewButNotOfTheFirstOrAKnownOne() {
        Person ada = subscriber();
        Browser first = SignIn.tokens(app, ada.email(), SignIn.PASSWORD).browser();
        assertThat(subjects(ada)).isEmpty();
        assertThat(first.cookies()).containsKey("flowlet_device");
        signsInAgain(first, ada);
        assertThat(subjects(ada)).isEmpty();
        SignIn.tokens(app, ada.email(), SignIn.PASSWORD);
        assertThat(subjects(ada)).containsExactly("A sign-in from a new browser");
    }

    @Test
    void letsAKnownBrowserInWhateverOthersBehindItsNetworkType() {
        Person ada = subscriber();
        Browser own = SignIn.tokens(app, ada.email(), SignIn.PASSWORD).browser();
        Browser hostile = own.neighbour();
        for (int i = 0; i < 8; i++) {
            String page = "/signin?" + SignIn.query(app);
            int status = SignIn.submit(hostile, page, ada.email(), "wrong-wrong-wrong-" + i)
                    .statusCode();
            assertThat(status).isEqualTo(i < 5 ? 422 : 429);
        }
        Person other = subscriber();
        assertThat(SignIn.submit(own, "/signin?" + SignIn.query(app), other.email(), "wrong-wrong-wrong")
                        .statusCode())
                .as("known for one address only")
                .isEqualTo(422);
        signsInAgain(own, ada);
    }

    private void signsInAgain(Browser browser, Person person) {
        HttpResponse<String> answer =
                SignIn.submit(browser, "/signin?" + SignIn.query(app), person.email(), SignIn.PASSWORD);
        assertThat(Browser.location(answer)).contains("code=");
    }

    private String link(Person person) {
        assertThat(ask(SignIn.browser(app), person.email()).statusCode()).isEqualTo(200);
        assertThat(subjects(person)).last().isEqualTo("Choose a new password");
        Matcher link = LINK.matcher(newestText(person));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private HttpResponse<String> ask(Browser browser, String email) {
        String page = "/signin/forgotten?" + SignIn.query(app);
        String token = Browser.formToken(browser.get(page));
        return browser.post(page, Map.of("form_token", token, "email", email), "same-origin");
    }
}
