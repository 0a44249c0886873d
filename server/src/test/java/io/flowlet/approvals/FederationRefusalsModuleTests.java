package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Browser;
import io.flowlet.testing.OpenIdProvider;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Providers, networks and browsers that do not mean well, at a tenant that trusts a provider. */
class FederationRefusalsModuleTests extends FederationTests {
    private Person grace;

    @BeforeEach
    void trustedProvider() {
        trust("");
        grace = person(StaffRole.ANALYST);
    }

    @Test
    void believesNoIdTokenThatIsNotForThisSignInHere() {
        Instant now = Instant.now();
        Map<String, Consumer<JWTClaimsSet.Builder>> hostile = Map.ofEntries(
                Map.entry("another issuer", all -> all.issuer("https://evil.example")),
                Map.entry("no issuer", all -> all.issuer(null)),
                Map.entry("for another client", all -> all.audience("somebody-else")),
                Map.entry(
                        "for two, and authorized to none",
                        all -> all.audience(List.of(OpenIdProvider.CLIENT_ID, "somebody-else"))),
                Map.entry("authorized to another", all -> all.claim("azp", "somebody-else")),
                Map.entry("another nonce", all -> all.claim("nonce", "x".repeat(43))),
                Map.entry("no nonce", all -> all.claim("nonce", null)),
                Map.entry("no subject", all -> all.subject(null)),
                Map.entry("a subject without end", all -> all.subject("x".repeat(256))),
                Map.entry("expired", all -> all.expirationTime(Date.from(now.minusSeconds(90)))),
                Map.entry("without an end", all -> all.expirationTime(null)),
                Map.entry("issued tomorrow", all -> all.issueTime(Date.from(now.plusSeconds(86_400)))),
                Map.entry("issued an hour ago", all -> all.issueTime(Date.from(now.minusSeconds(3_600)))),
                Map.entry("not yet valid", all -> all.notBeforeTime(Date.from(now.plusSeconds(300)))),
                Map.entry("signed in tomorrow", all -> all.claim("auth_time", now.getEpochSecond() + 86_400)),
                Map.entry("a nonce that is no text", all -> all.claim("nonce", 7)),
                Map.entry("an acr that is no text", all -> all.claim("acr", List.of(OpenIdProvider.ACR))));
        hostile.forEach((how, claims) -> {
            HttpResponse<String> answer = refused(grace, claims);
            assertThat(answer.statusCode()).as(how).isEqualTo(403);
            assertThat(answer.body()).as(how).contains("was not accepted");
        });
        assertThat(linked()).isFalse();
    }

    @Test
    void asksForMoreThanAWeakOrOldSignIn() {
        Map<String, Consumer<JWTClaimsSet.Builder>> weak = Map.of(
                "no acr", all -> all.claim("acr", null),
                "another acr", all -> all.claim("acr", "urn:bank:password"),
                "no time", all -> all.claim("auth_time", null),
                "too long ago",
                        all -> all.claim(
                                "auth_time", Instant.now().minusSeconds(1_000).getEpochSecond()));
        weak.forEach((how, claims) -> {
            HttpResponse<String> answer = refused(grace, claims);
            assertThat(answer.statusCode()).as(how).isEqualTo(403);
            assertThat(answer.body()).as(how).contains("A stronger sign-in is needed");
        });
        provider.saying(
                all -> all.claim("auth_time", Instant.now().minusSeconds(120).getEpochSecond()));
        Browser browser = SignIn.browser(app);
        String location = sent(browser, SignIn.query(app) + "&prompt=login");
        assertThat(browser.get(provider.signIn(location, "sub", grace.email())).body())
                .as("anew was asked for")
                .contains("A stronger sign-in is needed");
    }

    @Test
    void believesNoSignatureButOneOfTheProvidersKeys() {
        assertThat(signedBy(OpenIdProvider::unsigned)).isEqualTo("provider_id_token_not_believed");
        assertThat(signedBy(claims -> byPassword(claims, OpenIdProvider.SECRET)))
                .isEqualTo("provider_id_token_not_believed");
        assertThat(signedBy(claims ->
                        byPassword(claims, provider.key().toPublicJWK().toJSONString())))
                .as("the public key as a password")
                .isEqualTo("provider_id_token_not_believed");
        assertThat(signedBy(claims -> provider.signed(claims, OpenIdProvider.newKey())))
                .startsWith("provider_");
        assertThat(signedBy(claims -> provider.signed(claims) + "x")).startsWith("provider_");
        assertThat(signedBy(claims -> "no token")).isEqualTo("provider_id_token_not_believed");
        assertThat(signedBy(claims -> "x".repeat(20_000))).isEqualTo("provider_id_token_too_long");
    }

    @Test
    void judgesTheIssuerOfTheAnswer() {
        for (String wrong : new String[] {"&iss=https://evil.example", "", "&iss=" + provider.issuer() + "/"}) {
            Browser browser = SignIn.browser(app);
            String back =
                    provider.signIn(sent(browser), "sub", grace.email()).replace("&iss=" + provider.issuer(), wrong);
            assertThat(browser.get(back).statusCode()).as(wrong).isEqualTo(403);
            assertThat(reason()).as(wrong).isEqualTo("provider_iss_wrong");
        }
        assertThat(provider.lastForm()).as("no code went anywhere").isEmpty();
        Browser browser = SignIn.browser(app);
        String twice = provider.signIn(sent(browser), "sub", grace.email()) + "&iss=https://evil.example";
        assertThat(browser.get(twice).statusCode()).isEqualTo(403);
    }

    @Test
    void takesNoAnswerOfAnotherBrowserOrSignIn() {
        Browser victim = SignIn.browser(app);
        Browser thief = SignIn.browser(app);
        String back = provider.signIn(sent(victim), "sub", grace.email());
        assertThat(thief.get(back).statusCode())
                .as("a browser that was sent nowhere")
                .isEqualTo(400);
        String mine = sent(thief);
        assertThat(thief.get(back).statusCode()).as("another's state").isEqualTo(400);

        Map<String, String> asked = OpenIdProvider.parameters(mine.substring(mine.indexOf('?') + 1));
        String code = SignIn.parameter("https://x" + back, "code");
        String stolen = OpenIdProvider.back(asked, "code=" + code + "&iss=" + provider.issuer());
        assertThat(thief.get(stolen).statusCode()).as("another's code").isEqualTo(403);
        assertThat(reason()).isEqualTo("provider_code_refused");
        assertThat(thief.cookies()).doesNotContainKey("flowlet_staff");
    }

    @Test
    void takesNoCodeOfAnotherSignInEvenWhereTheProviderForgetsToCheck() {
        Browser victim = SignIn.browser(app);
        String victims = sent(victim);
        String back = provider.signIn(victims, "sub", grace.email());
        provider.forgetful();
        Browser thief = SignIn.browser(app);
        String mine = sent(thief);
        Map<String, String> asked = OpenIdProvider.parameters(mine.substring(mine.indexOf('?') + 1));
        String code = SignIn.parameter("https://x" + back, "code");
        assertThat(thief.get(OpenIdProvider.back(asked, "code=" + code + "&iss=" + provider.issuer()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(reason()).isEqualTo("provider_nonce_wrong");
    }

    @Test
    void staysCalmWhereTheProviderDoesNot() {
        for (Runnable trouble : List.<Runnable>of(
                () -> provider.failing(500),
                () -> provider.answering(json -> json + " ".repeat(70_000)),
                () -> provider.pausing(1_500))) {
            provider.failing(200);
            provider.answering(json -> json);
            trouble.run();
            HttpResponse<String> answer = back(SignIn.browser(app), "sub", grace.email());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("does not answer").contains("href=\"/signin?");
        }
        provider.pausing(0);
        provider.answering(json -> "{\"access_token\":\"x\"}");
        assertThat(back(SignIn.browser(app), "sub", grace.email()).statusCode()).isEqualTo(403);
        assertThat(reason()).isEqualTo("provider_id_token_missing");
        for (String unreadable : new String[] {"<html>", "null", "[]", "{\"id_token\":7}"}) {
            provider.answering(json -> unreadable);
            assertThat(back(SignIn.browser(app), "sub", grace.email()).statusCode())
                    .as(unreadable)
                    .isEqualTo(403);
        }
    }

    @Test
    void saysSoWhenThePersonOrTheProviderDidNotWantTo() {
        Browser browser = SignIn.browser(app);
        String location = sent(browser);
        Map<String, String> asked = OpenIdProvider.parameters(location.substring(location.indexOf('?') + 1));
        String no = "error=access_denied&error_description=<script>&iss=" + provider.issuer();
        HttpResponse<String> answer = browser.get(OpenIdProvider.back(asked, no.replace("<script>", "%3Cscript%3E")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("You were not signed in").doesNotContain("script");
        assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'");
    }

    @Test
    void endsWithTheProviderThatBeganIt() {
        Browser browser = SignIn.browser(app);
        String back = provider.signIn(sent(browser), "sub", grace.email());
        String id = admin.api()
                .post("/v1/staff_identity_provider/removal", "{\"reason\":\"another vendor\"}")
                .text("/id");
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("applied");
        assertThat(browser.get(back).statusCode()).isEqualTo(400);
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.staff_provider where tenant_id = ? and client_secret is not null",
                        Integer.class,
                        live.value()))
                .isZero();
    }

    @Test
    void isTooLateAfterTenMinutes() {
        Browser browser = SignIn.browser(app);
        String back = provider.signIn(sent(browser), "sub", grace.email());
        superuser.update(
                "update identity.federation_step set expires_at = now() - interval '1 second' where tenant_id = ?",
                live.value());
        assertThat(browser.get(back).statusCode()).isEqualTo(400);
    }

    private String signedBy(java.util.function.Function<JWTClaimsSet, String> signing) {
        provider.signing(signing);
        assertThat(back(SignIn.browser(app), "sub", grace.email()).statusCode()).isEqualTo(403);
        return reason();
    }

    private static String byPassword(JWTClaimsSet claims, String password) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner((password + " ".repeat(32)).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean linked() {
        return Boolean.TRUE.equals(superuser.queryForObject(
                "select exists (select from identity.staff_link where tenant_id = ?)", Boolean.class, live.value()));
    }
}
