package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.OpenIdProvider;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tests of federation share: a provider on the loopback, which only a setting allows, and a tenant that trusts it. */
abstract class FederationTests extends ApprovalTests {
    OpenIdProvider provider;

    @DynamicPropertySource
    static void federation(DynamicPropertyRegistry settings) {
        settings.add("flowlet.outbound.private-hosts", () -> "localhost");
        settings.add("flowlet.outbound.trusted-certificates", OpenIdProvider::certificate);
        settings.add("flowlet.outbound.timeout", () -> "1s");
    }

    @BeforeEach
    void startProvider() {
        provider = new OpenIdProvider();
    }

    @AfterEach
    void stopProvider() {
        provider.close();
    }

    /** What an administrator says of {@link #provider}; {@code more} members begin with a comma. */
    String described(String more) {
        return described(provider.issuer(), more);
    }

    String described(String issuer, String more) {
        return """
                {"issuer":"%s","client_id":"%s","authentication":"client_secret_post","client_secret":"%s",
                 "acr_values":["%s"],"email_domains":["example.com"],"reason":"our people come in by the bank's own sign-in"%s}
                """.formatted(issuer, OpenIdProvider.CLIENT_ID, OpenIdProvider.SECRET, OpenIdProvider.ACR, more);
    }

    Answer propose(String body) {
        return admin.api().post("/v1/staff_identity_provider/proposals", body);
    }

    void trust(String more) {
        trustAs(described(more));
    }

    void trustAs(String body) {
        Answer asked = propose(body);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        Answer decided = decide(officer, asked.text("/id"), "approve");
        assertThat(decided.text("/state")).as("%s", decided.body()).isEqualTo("applied");
    }

    /** Where the provider is asked to sign somebody in. */
    String sent(Browser browser) {
        return sent(browser, SignIn.query(app));
    }

    String sent(Browser browser, String query) {
        return Browser.location(browser.get("/signin/provider?" + query));
    }

    /** The answer to a browser that comes back from the provider as {@code subject}. */
    HttpResponse<String> back(Browser browser, String subject, String email) {
        return browser.get(provider.signIn(sent(browser), subject, email));
    }

    /** Signs in by the provider, up to a token of the app. */
    SignIn.Tokens signedIn(String subject, String email) {
        Browser browser = SignIn.browser(app);
        HttpResponse<String> back = back(browser, subject, email);
        assertThat(back.statusCode()).as(back.body()).isEqualTo(303);
        return tokens(browser, Browser.location(back));
    }

    SignIn.Tokens tokens(Browser browser, String done) {
        String location = Browser.location(browser.get(done));
        return SignIn.exchanged(app, browser, SignIn.parameter(location, "code"));
    }

    /** The status of a sign-in at which the provider says {@code other}. */
    HttpResponse<String> refused(Person person, Consumer<JWTClaimsSet.Builder> other) {
        provider.saying(other);
        Browser browser = SignIn.browser(app);
        HttpResponse<String> back = back(browser, "sub-" + person.name(), person.email());
        assertThat(browser.cookies()).doesNotContainKey("flowlet_staff");
        return back;
    }

    static JsonNode claims(SignIn.Tokens tokens) {
        byte[] body = Base64.getUrlDecoder().decode(tokens.access().split("\\.", -1)[1]);
        return new JsonMapper().readTree(new String(body, StandardCharsets.UTF_8));
    }

    /** Why somebody was refused last, as the audit log says. */
    String reason() {
        return Objects.requireNonNull(superuser.queryForObject(
                "select convert_from(body, 'UTF8')::jsonb ->> 'reason' from audit.event"
                        + " where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'outcome' = 'refused'"
                        + " order by convert_from(body, 'UTF8')::jsonb ->> 'at' desc limit 1",
                String.class,
                live.value()));
    }
}
