package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.OpenIdProvider;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Staff that comes in by the tenant's own identity provider, and who does not. */
class StaffFederationModuleTests extends FederationTests {
    @Test
    void offersTheProviderOnThePageOfStaffOnly() {
        Browser browser = SignIn.browser(app);
        String page = "/signin?" + SignIn.query(app);
        assertThat(browser.get(page).body()).doesNotContain("/signin/provider");
        assertThat(Browser.location(browser.get("/signin/provider?" + SignIn.query(app))))
                .as("nowhere to go")
                .startsWith("/signin?");
        trust("");
        assertThat(browser.get(page).body()).contains("href=\"/signin/provider?client_id=");
        SignIn.App subscribers = SignIn.app(port, program.client(), "subscriber", "profile:read");
        assertThat(browser.get("/signin?" + SignIn.query(subscribers)).body()).doesNotContain("/signin/provider");
    }

    @Test
    void asksTheProviderForWhatBindsTheAnswerToThisBrowser() {
        trust("");
        Browser browser = SignIn.browser(app);
        String location = sent(browser);
        assertThat(location).startsWith(provider.issuer() + "/authorize?");
        Map<String, String> asked = OpenIdProvider.parameters(location.substring(location.indexOf('?') + 1));
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", OpenIdProvider.CLIENT_ID)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("acr_values", OpenIdProvider.ACR)
                .containsEntry("scope", "openid email")
                .containsEntry("max_age", "900")
                .doesNotContainKey("prompt");
        assertThat(asked.get("state")).hasSize(43).isNotEqualTo(asked.get("nonce"));
        assertThat(asked.get("redirect_uri")).startsWith(ISSUER + "/signin/provider/return/ten_");
        String again = sent(browser, SignIn.query(app) + "&prompt=login");
        assertThat(again).contains("&prompt=login").contains("&max_age=0");
        assertThat(sent(browser, SignIn.query(app) + "&max_age=120")).contains("&max_age=120");
        assertThat(Browser.location(browser.get("/signin/provider?" + SignIn.query(app), "cross-site")))
                .as("another site sends nobody there")
                .startsWith("/signin?");
    }

    @Test
    void signsAnInvitedPersonInWithoutAFactorOfOurs() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        superuser.update(
                "insert into identity.authenticator_app (tenant_id, account, secret, made_at, used_at, last_step)"
                        + " values (?, ?, '\\x00', now(), now(), 0)",
                live.value(),
                grace.id());
        assertThat(Browser.location(password(grace))).startsWith("/signin/code?");
        Instant before = Instant.now().minusSeconds(1);
        SignIn.Tokens tokens = signedIn("sub-1", grace.email().toUpperCase(java.util.Locale.ROOT));
        Answer me = tokens.api().get("/v1/me");
        assertThat(me.text("/id")).isEqualTo(grace.name());
        assertThat(claims(tokens).path("acr").asString()).isEqualTo("2");
        assertThat(claims(tokens).path("amr").toString()).isEqualTo("[\"pwd\",\"hwk\",\"mfa\"]");
        assertThat(claims(tokens).path("auth_time").asLong()).isGreaterThanOrEqualTo(before.getEpochSecond());
        assertThat(superuser.queryForObject(
                        "select provider_acr from identity.session where account = ? and provider is not null",
                        String.class,
                        grace.id()))
                .isEqualTo(OpenIdProvider.ACR);
        assertThat(audited("staff_link.create", "done")).isEqualTo(1);
        assertThat(detail("session.federate", "acr")).isEqualTo(OpenIdProvider.ACR);
        assertThat(provider.lastForm()).containsEntry("client_secret", OpenIdProvider.SECRET);
    }

    @Test
    void knowsALinkedPersonWhateverTheAddressIsByThen() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        signedIn("sub-2", grace.email());
        assertThat(signedIn("sub-2", "married@example.com").api().get("/v1/me").text("/id"))
                .isEqualTo(grace.name());
        assertThat(audited("staff_link.create", "done")).isEqualTo(1);
    }

    @Test
    void refusesAnotherPersonWithTheAddressOfALinkedOne() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        signedIn("sub-3", grace.email());
        HttpResponse<String> other = back(SignIn.browser(app), "sub-4", grace.email());
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(reason()).isEqualTo("provider_linked_to_somebody_else");
    }

    @Test
    void tellsNobodyWhoHasAnAccount() {
        trust("");
        Person gone = person(StaffRole.ANALYST);
        accounts.disable(system(), gone.id());
        String unknown = page(back(SignIn.browser(app), "sub-5", "nobody@example.com"));
        assertThat(reason()).isEqualTo("provider_account_unknown");
        String disabled = page(back(SignIn.browser(app), "sub-6", gone.email()));
        assertThat(reason()).isEqualTo("provider_account_disabled");
        assertThat(disabled).isEqualTo(unknown).contains("You cannot come in this way");
    }

    @Test
    void keepsADisabledAccountOutBetweenTheProviderAndTheSession() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        Browser browser = SignIn.browser(app);
        String done = Browser.location(back(browser, "sub-7", grace.email()));
        accounts.disable(system(), grace.id());
        assertThat(browser.get(done).statusCode()).isEqualTo(400);
        assertThat(browser.cookies()).doesNotContainKey("flowlet_staff");
    }

    @Test
    void believesOnlyAVerifiedAddressOfAnAgreedDomain() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        assertThat(refused(grace, claims -> claims.claim("email_verified", false))
                        .statusCode())
                .isEqualTo(403);
        assertThat(refused(grace, claims -> claims.claim("email_verified", "true"))
                        .statusCode())
                .as("a string is no word of honour")
                .isEqualTo(403);
        provider.saying(claims -> {});
        superuser.update(
                "update identity.staff_provider set domains = '{bank.example}' where tenant_id = ?", live.value());
        assertThat(back(SignIn.browser(app), "sub-8", grace.email()).statusCode())
                .isEqualTo(403);
        assertThat(reason()).isEqualTo("provider_domain_not_covered");
    }

    @Test
    void beginsTheSessionOnceAndForTheSameRequestOnly() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        Browser browser = SignIn.browser(app);
        String back = provider.signIn(sent(browser), "sub-9", grace.email());
        String done = Browser.location(browser.get(back));
        assertThat(browser.get(back).statusCode()).as("the same answer again").isEqualTo(400);
        String secret = browser.cookies().get("flowlet_federation");
        assertThat(browser.get(done + "&prompt=login").statusCode())
                .as("another request")
                .isEqualTo(400);
        browser.cookies().put("flowlet_federation", secret);
        assertThat(Browser.location(browser.get(done))).startsWith(SignIn.REDIRECT + "?code=");
        browser.cookies().put("flowlet_federation", secret);
        assertThat(browser.get(done).statusCode()).as("once").isEqualTo(400);
    }

    @Test
    void countsASessionFromTheSignInAtTheProvider() {
        trust(",\"max_age_seconds\":3600");
        Person grace = person(StaffRole.ANALYST);
        long earlier = Instant.now().minusSeconds(1_800).getEpochSecond();
        provider.saying(claims -> claims.claim("auth_time", earlier));
        SignIn.Tokens tokens = signedIn("sub-10", grace.email());
        assertThat(claims(tokens).path("auth_time").asLong()).isEqualTo(earlier);
        Browser browser = tokens.browser();
        String asked = Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app) + "&max_age=900"));
        assertThat(asked).startsWith("/signin?");
    }

    @Test
    void closesPasswordsOfItsDomainsButForThoseWhoKeepThem() {
        Person kept = person(StaffRole.ANALYST);
        Person grace = person(StaffRole.ANALYST);
        trust(",\"local_passwords\":false,\"local_staff\":[\"%s\"]".formatted(kept.name()));
        assertThat(password(grace).statusCode()).isEqualTo(422);
        assertThat(reason()).isEqualTo("provider_required");
        assertThat(Browser.location(password(kept))).startsWith(SignIn.REDIRECT + "?code=");
        assertThat(signedIn("sub-11", grace.email()).api().get("/v1/me").text("/id"))
                .isEqualTo(grace.name());
    }

    @Test
    void signsOutHere() {
        trust("");
        SignIn.Tokens tokens = signedIn("sub-12", person(StaffRole.ANALYST).email());
        Browser browser = tokens.browser();
        HttpResponse<String> page = browser.get("/signout?client_id=" + app.clientId());
        browser.post(
                "/signout?client_id=" + app.clientId(), Map.of("form_token", Browser.formToken(page)), "same-origin");
        assertThat(tokens.api().get("/v1/me").status()).isEqualTo(401);
    }

    @Test
    void provesItselfWithAKeyWhereThereIsNoSecret() {
        provider.document().put("token_endpoint_auth_signing_alg_values_supported", java.util.List.of("PS256"));
        trustAs("""
                {"issuer":"%s","client_id":"%s","acr_values":["%s"],"email_domains":["example.com"],"reason":"keys"}
                """.formatted(provider.issuer(), OpenIdProvider.CLIENT_ID, OpenIdProvider.ACR));
        signedIn("sub-13", person(StaffRole.ANALYST).email());
        String assertion = provider.lastForm().get("client_assertion");
        assertThat(provider.lastForm()).doesNotContainKey("client_secret");
        assertThat(OpenIdProvider.claim(assertion, "iss")).isEqualTo(OpenIdProvider.CLIENT_ID);
        assertThat(OpenIdProvider.claim(assertion, "sub")).isEqualTo(OpenIdProvider.CLIENT_ID);
        assertThat(OpenIdProvider.claim(assertion, "aud").toString()).isEqualTo("[" + provider.issuer() + "]");
        assertThat(OpenIdProvider.header(assertion))
                .containsEntry("alg", "PS256")
                .containsEntry("typ", "client-authentication+jwt");
    }

    @Test
    void linksByAnotherClaimWhomTwoPeopleLinked() {
        trust(",\"person_claim\":\"oid\"");
        Person grace = person(StaffRole.ANALYST);
        provider.saying(claims -> claims.claim("oid", "object-14"));
        assertThat(back(SignIn.browser(app), "sub-14", grace.email()).statusCode())
                .as("an address is nobody's name")
                .isEqualTo(403);
        assertThat(link(grace, "\"object-14\"")).isEqualTo("applied");
        assertThat(signedIn("sub-14", "other@example.net").api().get("/v1/me").text("/id"))
                .isEqualTo(grace.name());
        Person other = person(StaffRole.ANALYST);
        assertThat(link(other, "\"object-14\"")).isEqualTo("staff_subject_taken");
        assertThat(superuser.queryForObject(
                        "select reset_at is not null from identity.account where id = ?", Boolean.class, grace.id()))
                .isTrue();
    }

    @Test
    void endsALinkAndTheSessionsWithIt() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        SignIn.Tokens tokens = signedIn("sub-15", grace.email());
        assertThat(link(grace, "null")).isEqualTo("applied");
        assertThat(tokens.api().get("/v1/me").status()).isEqualTo(401);
        assertThat(signedIn("sub-16", grace.email()).api().get("/v1/me").text("/id"))
                .as("the person who is known there anew")
                .isEqualTo(grace.name());
    }

    @Test
    void isWorthNothingAtAnotherTenant() {
        trust("");
        Person grace = person(StaffRole.ANALYST);
        Browser browser = SignIn.browser(app);
        String back = provider.signIn(sent(browser), "sub-17", grace.email());
        SignIn.App here = app;
        openProgram();
        trust("");
        String elsewhere = URI_OF_TENANT.matcher(back).replaceFirst(returnOf(sent(SignIn.browser(app))));
        assertThat(browser.get(elsewhere).statusCode()).isEqualTo(400);

        Browser other = SignIn.browser(here);
        app = here;
        String done = Browser.location(back(other, "sub-17", grace.email()));
        openProgram();
        assertThat(other.get("/signin/provider/done?" + SignIn.query(app)).statusCode())
                .isEqualTo(400);
        assertThat(done).startsWith("/signin/provider/done?");
    }

    private static final java.util.regex.Pattern URI_OF_TENANT =
            java.util.regex.Pattern.compile("/signin/provider/return/ten_\\w+");

    private static String returnOf(String location) {
        Map<String, String> asked = OpenIdProvider.parameters(location.substring(location.indexOf('?') + 1));
        return java.net.URI.create(asked.get("redirect_uri")).getPath();
    }

    private String link(Person person, String subject) {
        Answer asked = admin.api()
                .post(
                        "/v1/staff/" + person.name() + "/link",
                        "{\"subject\":%s,\"reason\":\"as personnel says\"}".formatted(subject));
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        Answer decided = decide(officer, asked.text("/id"), "approve");
        return decided.text("/state").equals("applied") ? "applied" : decided.text("/result");
    }

    private HttpResponse<String> password(Person person) {
        return SignIn.submit(SignIn.browser(app), "/signin?" + SignIn.query(app), person.email(), SignIn.PASSWORD);
    }

    private static String page(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        return answer.body().replaceAll("state=[^&\"]*", "state");
    }
}
