package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Scope;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.DpopKey;
import io.flowlet.testing.SignIn;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Which refresh tokens are worth one use, and what becomes of a second one. */
class RefreshRotationModuleTests extends SignInTests {
    private static final String TOKEN = ISSUER + "/oauth2/token";

    @Autowired
    private Clients clients;

    private final DpopKey key = DpopKey.create();
    private String email = "";

    @BeforeEach
    void newPerson() {
        email = subscriber().email();
    }

    @Test
    void aUsedTokenEndsItsWholeFamily() {
        SignIn.Tokens first = SignIn.tokens(app, email, SignIn.PASSWORD);
        Answer second = refreshed(app, first.refresh(), null);
        Answer third = refreshed(app, second.text("/refresh_token"), null);
        assertThat(third.status()).as("%s", third.body()).isEqualTo(200);
        assertThat(second.text("/refresh_token")).isNotEqualTo(first.refresh());

        Answer replay = refreshed(app, first.refresh(), null);
        assertThat(replay.status()).isEqualTo(400);
        assertThat(replay.text("/error")).isEqualTo("invalid_grant");
        assertThat(refreshed(app, third.text("/refresh_token"), null).text("/error"))
                .isEqualTo("invalid_grant");
        for (String access : List.of(first.access(), second.text("/access_token"), third.text("/access_token"))) {
            assertThat(ApiClient.holding(port, access).get("/v1/me").code()).isEqualTo("token_invalid");
        }
        assertThat(replays(app)).containsExactly("refresh_token_used");
    }

    @Test
    void aReplayIsHeardOfAtTheNextHeartbeat(@Autowired RevocationFeed feed) {
        SignIn.Tokens first = SignIn.tokens(app, email, SignIn.PASSWORD);
        feed.hear();
        assertThat(first.api().get("/v1/me").status()).isEqualTo(200);
        refreshed(app, first.refresh(), null);
        refreshed(app, first.refresh(), null);
        feed.hear();
        assertThat(first.api().get("/v1/me").code()).isEqualTo("token_invalid");
    }

    @Test
    void theEndOfASessionIsHeardOfAtTheNextHeartbeat(@Autowired RevocationFeed feed) {
        SignIn.Tokens tokens = SignIn.tokens(app, email, SignIn.PASSWORD);
        feed.hear();
        assertThat(tokens.api().get("/v1/me").status()).isEqualTo(200);
        superuser.update("update identity.session set revoked_at = now() where tenant_id = ?", tenant.value());
        feed.hear();
        assertThat(tokens.api().get("/v1/me").code()).isEqualTo("token_invalid");
    }

    @Test
    void theHolderOfABearerTokenMayNotRepeatItself() {
        SignIn.Tokens first = SignIn.tokens(app, email, SignIn.PASSWORD);
        Answer answer = refreshed(app, first.refresh(), null);
        assertThat(refreshed(app, first.refresh(), null).text("/error")).isEqualTo("invalid_grant");
        assertThat(refreshed(app, answer.text("/refresh_token"), null).text("/error"))
                .isEqualTo("invalid_grant");
    }

    @Test
    void theHolderOfAKeyMayRepeatItselfForTenSeconds() {
        SignIn.Tokens first = keyed(app);
        Answer lost = refreshed(app, first.refresh(), key);
        Answer again = refreshed(app, first.refresh(), key);
        assertThat(again.status()).as("%s", again.body()).isEqualTo(200);
        assertThat(refreshed(app, lost.text("/refresh_token"), key).text("/error"))
                .as("the answer that was repeated is worth nothing")
                .isEqualTo("invalid_grant");
        Answer next = refreshed(app, again.text("/refresh_token"), key);
        assertThat(next.status()).isEqualTo(200);
        assertThat(replays(app)).isEmpty();

        assertThat(refreshed(app, first.refresh(), key).status())
                .as("what it was repeated for was used")
                .isEqualTo(400);
        assertThat(refreshed(app, next.text("/refresh_token"), key).status()).isEqualTo(400);
        assertThat(replays(app)).hasSize(1);
    }

    @Test
    void theGraceEnds() {
        SignIn.Tokens first = keyed(app);
        refreshed(app, first.refresh(), key);
        superuser.update(
                "update identity.token set used_at = used_at - interval '10 seconds' where used_at is not null");
        assertThat(refreshed(app, first.refresh(), key).text("/error")).isEqualTo("invalid_grant");
        assertThat(replays(app)).hasSize(1);
    }

    @Test
    void noOtherKeyHasAGrace() {
        SignIn.Tokens first = keyed(app);
        refreshed(app, first.refresh(), key);
        assertThat(refreshed(app, first.refresh(), DpopKey.create()).text("/error"))
                .isEqualTo("invalid_grant");
        assertThat(replays(app)).hasSize(1);
    }

    @Test
    void ofManyAtOnceOneWins() throws Exception {
        SignIn.Tokens first = SignIn.tokens(app, email, SignIn.PASSWORD);
        int won = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> attempts = IntStream.range(0, 8)
                    .<Callable<Answer>>mapToObj(i -> () -> refreshed(app, first.refresh(), null))
                    .toList();
            for (Future<Answer> attempt : threads.invokeAll(attempts)) {
                won += attempt.get().status() == 200 ? 1 : 0;
            }
        }
        assertThat(won).isEqualTo(1);
        assertThat(standing(app)).as("and what it won ended with the others").isZero();
    }

    @Test
    void aTokenBoundToAKeyNeverRotates() {
        SignIn.App bound = app(ClientProof.SECRET, SenderConstraint.DPOP);
        SignIn.Tokens first = keyed(bound);
        for (int i = 0; i < 3; i++) {
            Answer answer = refreshed(bound, first.refresh(), key);
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            assertThat(answer.text("/refresh_token")).isEqualTo(first.refresh());
            assertThat(answer.text("/token_type")).isEqualTo("DPoP");
        }
        assertThat(refreshed(bound, first.refresh(), null).text("/error")).isEqualTo("invalid_dpop_proof");
        assertThat(refreshed(bound, first.refresh(), DpopKey.create()).status())
                .as("a client that proved itself may change its key (RFC 9449, 5)")
                .isEqualTo(200);
    }

    @Test
    void aPublicClientsTokenRotatesAndIsBoundToItsKey() {
        SignIn.App page = app(ClientProof.NONE, SenderConstraint.NONE);
        SignIn.Tokens first = keyed(page);
        assertThat(refreshed(page, first.refresh(), null).text("/error")).isEqualTo("invalid_grant");
        assertThat(refreshed(page, first.refresh(), DpopKey.create()).text("/error"))
                .isEqualTo("invalid_grant");
        Answer second = refreshed(page, first.refresh(), key);
        assertThat(second.status()).as("%s", second.body()).isEqualTo(200);
        assertThat(second.text("/refresh_token")).isNotEqualTo(first.refresh());
        assertThat(second.text("/token_type")).isEqualTo("DPoP");
        assertThat(refreshed(page, second.text("/refresh_token"), null).text("/error"))
                .isEqualTo("invalid_grant");
        assertThat(refreshed(page, second.text("/refresh_token"), key).status()).isEqualTo(200);
    }

    @Test
    void aPublicClientWithoutAKeyRotates() {
        SignIn.App page = app(ClientProof.NONE, SenderConstraint.NONE);
        Answer first = exchanged(page, SignIn.code(SignIn.browser(page), page, email, SignIn.PASSWORD), null);
        Answer second = refreshed(page, first.text("/refresh_token"), null);
        assertThat(second.status()).as("%s", second.body()).isEqualTo(200);
        assertThat(refreshed(page, first.text("/refresh_token"), null).status()).isEqualTo(400);
        assertThat(refreshed(page, second.text("/refresh_token"), null).status())
                .isEqualTo(400);
    }

    @Test
    void rotationDoesNotMoveTheEnd() {
        SignIn.Tokens first = SignIn.tokens(app, email, SignIn.PASSWORD);
        superuser.update("update identity.session set created_at = created_at - interval '29 days 23 hours'");
        Answer second = refreshed(app, first.refresh(), null);
        assertThat(second.status()).isEqualTo(200);
        assertThat(superuser.queryForObject("""
                        select max(t.expires_at) <= max(s.created_at) + interval '30 days'
                        from identity.token t join identity.session s on s.id = t.session
                        where t.client = ? and t.kind = 'refresh' and t.used_at is null
                        """, Boolean.class, id(app))).isTrue();
    }

    @Test
    void aNarrowerAccessTokenNarrowsNoRefreshToken() {
        SignIn.Tokens first = SignIn.tokens(app, email, SignIn.PASSWORD);
        Map<String, String> form =
                Map.of("grant_type", "refresh_token", "refresh_token", first.refresh(), "scope", "profile:read");
        Answer narrow = SignIn.token(app, form);
        assertThat(narrow.text("/scope")).isEqualTo("profile:read");
        assertThat(refreshed(app, narrow.text("/refresh_token"), null).text("/scope"))
                .isEqualTo("profile:read profile:write wallets:read");
    }

    @Test
    void endingAGrantEndsWhatASimultaneousRefreshGives() {
        SignIn.Tokens first = SignIn.tokens(app, email, SignIn.PASSWORD);
        Answer second = refreshed(app, first.refresh(), null);
        revoke(first.refresh());
        assertThat(refreshed(app, second.text("/refresh_token"), null).status()).isEqualTo(400);
        assertThat(standing(app)).isZero();
    }

    @Test
    void aCodeMayBeForOneKeyOnly() {
        Browser browser = SignIn.browser(app);
        String code = codeFor(browser, key.thumbprint());
        assertThat(exchanged(app, code, null).text("/error")).isEqualTo("invalid_grant");
        assertThat(exchanged(app, codeFor(browser, key.thumbprint()), DpopKey.create())
                        .text("/error"))
                .isEqualTo("invalid_grant");
        Answer answer = exchanged(app, codeFor(browser, key.thumbprint()), key);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.text("/token_type")).isEqualTo("DPoP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9X", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9X=="
            })
    void refusesAThumbprintThatIsNone(String thumbprint) {
        Browser browser = SignIn.browser(app);
        Map<String, String> request = SignIn.request(app);
        request.put("dpop_jkt", thumbprint);
        assertThat(Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request))))
                .startsWith(SignIn.REDIRECT + "?error=invalid_request");
    }

    private String codeFor(Browser browser, String thumbprint) {
        Map<String, String> request = SignIn.request(app);
        request.put("dpop_jkt", thumbprint);
        return SignIn.parameter(opened(browser, Browser.encoded(request)), "code");
    }

    /** Where the person is sent back to. */
    private String opened(Browser browser, String query) {
        String location = Browser.location(browser.get("/oauth2/authorize?" + query));
        return location.startsWith(SignIn.REDIRECT)
                ? location
                : Browser.location(SignIn.submit(browser, location, email, SignIn.PASSWORD));
    }

    private SignIn.App app(ClientProof proof, SenderConstraint sender) {
        SignInRegistration signIn = new SignInRegistration(
                Audience.SUBSCRIBER, List.of(new RedirectUri(SignIn.REDIRECT)), Set.of(new Scope("profile:read")));
        ClientSecurity usual = ClientSecurity.usual(Set.of(), signIn);
        UUID tenantPublic = Objects.requireNonNull(superuser.queryForObject(
                "select tenant_public from identity.oauth_client where id = ?", UUID.class, id(app)));
        ClientSecurity security = new ClientSecurity(
                usual.profile(),
                proof,
                sender,
                usual.parRequired(),
                usual.pkceRequired(),
                usual.idTokenAlgorithm(),
                usual.grants(),
                usual.logout());
        ClientCredentials made = clients.create(
                new NewClient(tenant, tenantPublic, "Other", Set.of(), List.of(), signIn, security), system());
        return new SignIn.App(port, made.client().clientId(), proof.method().hasSecret() ? made.secret() : "");
    }

    /** Signed in with proofs of {@link #key}. */
    private SignIn.Tokens keyed(SignIn.App app) {
        Browser browser = SignIn.browser(app);
        Answer answer = exchanged(app, SignIn.code(browser, app, email, SignIn.PASSWORD), key);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.text("/token_type")).isEqualTo("DPoP");
        return new SignIn.Tokens(app, answer.text("/access_token"), answer.text("/refresh_token"), browser);
    }

    private Answer exchanged(SignIn.App app, String code, @Nullable DpopKey by) {
        return post("/oauth2/token", app, SignIn.exchange(code), proof(by));
    }

    private Answer refreshed(SignIn.App app, String token, @Nullable DpopKey by) {
        return post("/oauth2/token", app, Map.of("grant_type", "refresh_token", "refresh_token", token), proof(by));
    }

    private static @Nullable String proof(@Nullable DpopKey by) {
        return by == null ? null : by.proof("POST", TOKEN);
    }

    private void revoke(String token) {
        assertThat(post("/oauth2/revoke", app, Map.of("token", token), null).status())
                .isEqualTo(200);
    }

    private Answer post(String path, SignIn.App app, Map<String, String> form, @Nullable String proof) {
        boolean isPublic = app.secret().isEmpty();
        Map<String, String> sent = new TreeMap<>(form);
        if (isPublic) {
            sent.put("client_id", app.clientId());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Browser.encoded(sent)));
        if (!isPublic) {
            String pair = app.clientId() + ":" + app.secret();
            String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        if (proof != null) {
            request.header("DPoP", proof);
        }
        return ApiClient.send(request.build());
    }

    private static UUID id(SignIn.App app) {
        return Client.idOf(app.clientId()).orElseThrow();
    }

    private int standing(SignIn.App app) {
        return Objects.requireNonNull(superuser.queryForObject(
                "select count(*) from identity.token where client = ? and revoked_at is null", Integer.class, id(app)));
    }

    private List<String> replays(SignIn.App app) {
        return superuser.queryForList("""
                select body ->> 'reason' from
                  (select convert_from(body, 'utf8')::json as body from audit.event where tenant_id = ?) e
                where body ->> 'object' = ? and body ->> 'action' = 'refresh_token.replay'
                """, String.class, tenant.value(), app.clientId());
    }
}
