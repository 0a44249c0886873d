package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.LogoutDelivery.Delivered;
import io.flowlet.identity.internal.ClientRows;
import io.flowlet.identity.internal.IdTokens;
import io.flowlet.identity.internal.LogoutNotices;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SettableClock;
import io.flowlet.testing.SignIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** RP-initiated and back-channel logout. */
class LogoutModuleTests extends OpenIdTests {
    private static final String BYE = "https://app.example/bye";
    private static final ClientLogout LOGOUT =
            new ClientLogout(List.of(new RedirectUri(BYE)), "https://app.example/logged-out", true);

    @Autowired
    private Transactions transactions;

    @Autowired
    private LogoutNotices notices;

    @Autowired
    private ClientRows clientRows;

    @Autowired
    private IdTokens idTokens;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Uuid7 ids;

    private final SettableClock clock = new SettableClock(Instant.now().plusSeconds(60));
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private Delivered answer = Delivered.TAKEN;
    private BackChannelLogout backChannel;
    private SignIn.App party;
    private Person ada;
    private Browser browser;

    @BeforeEach
    void signIn() {
        superuser.update("delete from identity.logout_notice");
        backChannel = new BackChannelLogout(
                transactions,
                notices,
                clientRows,
                idTokens,
                this::deliver,
                audit,
                new SimpleMeterRegistry(),
                ids,
                clock);
        party = relyingParty(basic(IdTokenAlgorithm.RS256, LOGOUT), "profile:read");
        ada = subscriber();
        browser = SignIn.browser(party);
    }

    private Delivered deliver(URI address, String token) {
        assertThat(address).isEqualTo(URI.create("https://app.example/logged-out"));
        sent.add(token);
        return answer;
    }

    @Test
    void anIdTokenOfTheBrowsersSessionEndsItAtOnceAndReturnsWithTheState() {
        Answer tokens = signedIn();
        HttpResponse<String> out = logout(
                Map.of("id_token_hint", tokens.text("/id_token"), "post_logout_redirect_uri", BYE, "state", "a b"));
        assertThat(Browser.location(out)).isEqualTo(BYE + "?state=a+b");
        assertThat(browser.cookies()).doesNotContainKey("flowlet_subscriber");
        assertThat(get("/oauth2/userinfo", tokens.text("/access_token")).statusCode())
                .isIn(200, 401);
        assertThat(ended()).isEqualTo(1);
        assertThat(Browser.location(browser.get(
                        "/oauth2/authorize?" + Browser.encoded(request(party, "openid", "prompt", "none")))))
                .contains("error=login_required");
        assertThat(Browser.location(
                        logout(Map.of("id_token_hint", tokens.text("/id_token"), "post_logout_redirect_uri", BYE))))
                .as("again")
                .isEqualTo(BYE);
    }

    @Test
    void withoutAHintThePersonIsAsked() {
        signedIn();
        Map<String, String> asked = Map.of("client_id", party.clientId(), "post_logout_redirect_uri", BYE);
        HttpResponse<String> page = logout(asked);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Relying party", "<button type=\"submit\"");
        assertThat(ended()).isZero();
        String path = "/oauth2/logout?" + Browser.encoded(new TreeMap<>(asked));
        String token = Browser.formToken(page);
        assertThat(browser.post(path, Map.of("form_token", token), "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(browser.post(path, Map.of("form_token", "x".repeat(43)), "same-origin")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ended()).isZero();
        assertThat(Browser.location(browser.post(path, Map.of("form_token", token), "same-origin")))
                .isEqualTo(BYE);
        assertThat(ended()).isEqualTo(1);
    }

    @Test
    void withoutAnyParameterThePersonIsAskedAndStays() {
        signedIn();
        HttpResponse<String> page = browser.get("/oauth2/logout?state=x");
        String token = Browser.formToken(page);
        HttpResponse<String> out = browser.post("/oauth2/logout?state=x", Map.of("form_token", token), "same-origin");
        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.body()).contains("You are signed out");
        assertThat(ended()).isEqualTo(1);
    }

    @Test
    void aClientsPostGoesOnAsAGet() {
        String hint = signedIn().text("/id_token");
        HttpResponse<String> first = browser.post(
                "/oauth2/logout", Map.of("id_token_hint", hint, "post_logout_redirect_uri", BYE), "cross-site");
        assertThat(Browser.location(first)).startsWith("/oauth2/logout?");
        assertThat(Browser.location(browser.get(Browser.location(first)))).isEqualTo(BYE);
        assertThat(ended()).isEqualTo(1);
    }

    @Test
    void anIdTokenOfAnotherSessionDoesNotEndThisOne() {
        String other = signedIn().text("/id_token");
        browser = SignIn.browser(party);
        signedIn();
        HttpResponse<String> page = logout(Map.of("id_token_hint", other, "post_logout_redirect_uri", BYE));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("form_token");
        assertThat(ended()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {BYE + "?a=b", BYE + "/", "https://app.example/callback", "https://elsewhere.example/"})
    void anAddressThatIsNotRegisteredForThisEndsNothing(String address) {
        String hint = signedIn().text("/id_token");
        assertThat(logout(Map.of("id_token_hint", hint, "post_logout_redirect_uri", address))
                        .statusCode())
                .isEqualTo(400);
        assertThat(logout(Map.of("post_logout_redirect_uri", BYE)).statusCode()).isEqualTo(400);
        assertThat(ended()).isZero();
    }

    @Test
    void aHintThatIsNotOursOrOfAnotherClientEndsNothing() {
        Answer tokens = signedIn();
        String hint = tokens.text("/id_token");
        String altered = hint.substring(0, hint.length() - 8) + "AAAAAAAA";
        for (String wrong : new String[] {altered, "bad", tokens.text("/access_token"), hint + ".x"}) {
            assertThat(logout(Map.of("id_token_hint", wrong, "post_logout_redirect_uri", BYE))
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(logout(Map.of("id_token_hint", hint, "client_id", app.clientId()))
                        .statusCode())
                .isEqualTo(400);
        assertThat(ended()).isZero();
    }

    @Test
    void tellsTheClientsOfASessionThatEndedWithATokenOfItsOwnKind() throws Exception {
        Answer tokens = signedIn();
        JWTClaimsSet idToken = verified(party, tokens.text("/id_token"));
        logout(Map.of("id_token_hint", tokens.text("/id_token")));
        assertThat(backChannel.runOnce()).isEqualTo(1);
        assertThat(sent).hasSize(1);
        SignedJWT token = SignedJWT.parse(sent.getFirst());
        assertThat(token.getHeader().getType().getType()).isEqualTo("logout+jwt");
        JWTClaimsSet claims = verified(party, sent.getFirst());
        assertThat(claims.getSubject()).isEqualTo(idToken.getSubject());
        assertThat(claims.getStringClaim("sid")).isEqualTo(idToken.getStringClaim("sid"));
        assertThat(claims.getJSONObjectClaim("events"))
                .containsOnlyKeys("http://schemas.openid.net/event/backchannel-logout");
        assertThat(claims.getClaim("nonce")).isNull();
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getExpirationTime()).isAfter(claims.getIssueTime());
        assertThat(backChannel.runOnce()).as("once").isZero();
        assertThat(told("done")).isEqualTo(1);
        assertThat(logout(Map.of("id_token_hint", sent.getFirst())).statusCode())
                .as("a logout token is no ID token")
                .isEqualTo(400);
    }

    @Test
    void tellsThemHoweverASessionEnds() {
        signedIn();
        transactions.run(tenant, () -> accounts.disable(system(), ada.id()));
        assertThat(due()).isEqualTo(1);
        Person bob = subscriber();
        Browser his = SignIn.browser(party);
        answer(his, request(party, "openid"), bob);
        answer(his, request(party, "openid", "prompt", "login"), bob);
        assertThat(due()).as("another sign-in in the same browser").isEqualTo(2);
        Person eve = subscriber();
        exchanged(app, answer(SignIn.browser(app), SignIn.request(app), eve));
        transactions.run(tenant, () -> accounts.disable(system(), eve.id()));
        assertThat(due()).as("a client without openid and address is not told").isEqualTo(2);
    }

    @Test
    void triesAgainForTwoDaysAndThenGivesUp() {
        String hint = signedIn().text("/id_token");
        logout(Map.of("id_token_hint", hint));
        answer = Delivered.UNHEARD;
        Duration waited = Duration.ZERO;
        for (int i = 1; i <= BackChannelLogout.MOST_ATTEMPTS; i++) {
            assertThat(backChannel.runOnce()).as("attempt %d", i).isEqualTo(1);
            assertThat(backChannel.runOnce()).as("not at once").isZero();
            Duration pause = Duration.ofSeconds((long) (30 * Math.pow(4, Math.min(i - 1, 6))));
            clock.advance(pause.plusSeconds(1));
            waited = waited.plus(pause);
        }
        assertThat(due()).isZero();
        assertThat(told("refused")).isEqualTo(1);
        assertThat(waited).isGreaterThan(Duration.ofDays(1));
    }

    @Test
    void aClientThatRefusesIsNotToldAgain() {
        String hint = signedIn().text("/id_token");
        logout(Map.of("id_token_hint", hint));
        answer = Delivered.REFUSED;
        backChannel.runOnce();
        assertThat(due()).isZero();
        assertThat(told("refused")).isEqualTo(1);
    }

    private Answer signedIn() {
        Answer tokens = exchanged(party, answer(browser, request(party, "openid"), ada));
        assertThat(tokens.status()).as("%s", tokens.body()).isEqualTo(200);
        return tokens;
    }

    private HttpResponse<String> logout(Map<String, String> parameters) {
        return browser.get("/oauth2/logout?" + Browser.encoded(new TreeMap<>(parameters)));
    }

    private long ended() {
        return count("select count(*) from identity.session where account = ? and revoked_at is not null", ada.id());
    }

    private long due() {
        return count("select count(*) from identity.logout_notice where tenant_id = ?", tenant.value());
    }

    private long told(String outcome) {
        return count("""
                select count(*) from
                  (select convert_from(body, 'utf8')::json as body from audit.event where tenant_id = ?) e
                where body ->> 'action' = 'logout.notify' and body ->> 'outcome' = '%s'
                """.formatted(outcome), tenant.value());
    }

    private long count(String sql, Object parameter) {
        Long count = superuser.queryForObject(sql, Long.class, parameter);
        return count == null ? 0 : count;
    }
}
