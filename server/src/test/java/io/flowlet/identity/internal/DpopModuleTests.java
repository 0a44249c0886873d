package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.flowlet.actor.TenantId;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.DpopSettings;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.OAuthTests;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.DpopKey;
import io.flowlet.testing.SettableClock;
import io.flowlet.testing.SignIn;
import io.flowlet.vault.Vault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;

/** Tokens that are worth nothing without a key: at the token endpoint and at resources. */
class DpopModuleTests extends OAuthTests {
    private static final String TOKEN = ISSUER + "/oauth2/token";
    private static final String RESOURCE = ISSUER + "/v1/payments";

    @Autowired
    private BearerAuthentication authentication;

    @Autowired
    private Transactions transactions;

    @Autowired
    private ProofRows proofs;

    @Autowired
    private Vault vault;

    @Autowired
    private IdentitySettings settings;

    @Autowired
    private OAuthRefusals refusals;

    @Autowired
    private TokenMeters meters;

    @Autowired
    private AccessTokens tokens;

    private final DpopKey key = DpopKey.create();
    private ClientCredentials client;
    private MockHttpServletResponse response = new MockHttpServletResponse();

    @BeforeEach
    void setUp() {
        client = clientBound(SenderConstraint.DPOP);
    }

    private ClientCredentials clientBound(SenderConstraint sender) {
        TenantId tenant = newTenant();
        ClientSecurity usual = ClientSecurity.usual(scopes("payments:read"), null);
        ClientSecurity security = new ClientSecurity(
                usual.profile(),
                usual.proof(),
                sender,
                usual.parRequired(),
                usual.pkceRequired(),
                usual.idTokenAlgorithm(),
                usual.grants(),
                usual.logout());
        return clients.create(
                new NewClient(tenant, UUID.randomUUID(), "Bound", scopes("payments:read"), List.of(), null, security),
                systemOf(tenant));
    }

    @Test
    void bindsTheTokenToTheKeyOfTheProof() throws Exception {
        MockHttpServletResponse answer = grant(client, key.proof("POST", TOKEN));
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(json(answer).path("token_type").asString()).isEqualTo("DPoP");
        String token = json(answer).path("access_token").asString();
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("cnf"))
                .containsExactly(Map.entry("jkt", key.thumbprint()));
        MockHttpServletResponse told = call(basic(form("/oauth2/introspect", Map.of("token", token)), client));
        assertThat(json(told).path("active").asBoolean()).isTrue();
        assertThat(json(told).path("cnf").path("jkt").asString()).isEqualTo(key.thumbprint());
        assertThat(json(told).path("token_type").asString()).isEqualTo("DPoP");
    }

    @Test
    void givesNoBoundClientABearerToken() throws Exception {
        MockHttpServletResponse answer = call(basic(grant(), client));
        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(json(answer).path("error").asString()).isEqualTo("invalid_dpop_proof");
        assertThat(auditOf(client, "refused")).containsExactly("token.issue invalid_dpop_proof");
    }

    @Test
    void bindsAnOtherClientsTokenWhenItSendsAProof() throws Exception {
        ClientCredentials unbound = newClient();
        assertThat(json(call(basic(grant(), unbound))).path("token_type").asString())
                .isEqualTo("Bearer");
        MockHttpServletResponse answer = grant(unbound, key.proof("POST", TOKEN));
        assertThat(json(answer).path("token_type").asString()).isEqualTo("DPoP");
        assertThat(json(grant(unbound, "x")).path("error").asString()).isEqualTo("invalid_dpop_proof");
    }

    @Test
    void judgesTheClientBeforeTheProof() throws Exception {
        MockHttpServletRequest request = basic(grant(), client.client().clientId(), "wrong");
        request.addHeader("DPoP", "x");
        assertThat(json(call(request)).path("error").asString()).isEqualTo("invalid_client");
    }

    static Stream<Arguments> badClaims() {
        Instant now = Instant.now();
        return Stream.of(
                bad("no jti", claims -> claims.jwtID(null)),
                bad("empty jti", claims -> claims.jwtID("")),
                bad("jti of 257", claims -> claims.jwtID("j".repeat(257))),
                bad("jti of another type", claims -> claims.claim("jti", 1)),
                bad("no iat", claims -> claims.issueTime(null)),
                bad("iat of another type", claims -> claims.claim("iat", "now")),
                bad("a minute old", claims -> claims.issueTime(Date.from(now.minusSeconds(62)))),
                bad("from the future", claims -> claims.issueTime(Date.from(now.plusSeconds(60)))),
                bad("in milliseconds", claims -> claims.claim("iat", now.toEpochMilli())),
                bad("over", claims -> claims.expirationTime(Date.from(now.minusSeconds(15)))),
                bad("not yet", claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60)))),
                bad("no htm", claims -> claims.claim("htm", null)),
                bad("another htm", claims -> claims.claim("htm", "GET")),
                bad("htm in lower case", claims -> claims.claim("htm", "post")),
                bad("htm of another type", claims -> claims.claim("htm", List.of("POST"))),
                bad("no htu", claims -> claims.claim("htu", null)),
                bad("another path", claims -> claims.claim("htu", ISSUER + "/oauth2/introspect")),
                bad("another host", claims -> claims.claim("htu", "http://elsewhere.example/oauth2/token")),
                bad("a path alone", claims -> claims.claim("htu", "/oauth2/token")));
    }

    private static Arguments bad(String name, Consumer<JWTClaimsSet.Builder> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badClaims")
    void refusesAProofThatSaysSomethingElse(String name, Consumer<JWTClaimsSet.Builder> change) throws Exception {
        MockHttpServletResponse answer = grant(client, key.proof("POST", TOKEN, change));
        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(json(answer).path("error").asString()).isEqualTo("invalid_dpop_proof");
    }

    @Test
    void allowsClocksToDiffer() throws Exception {
        Instant now = Instant.now();
        for (int seconds : new int[] {-55, 0, 9}) {
            Date then = Date.from(now.plusSeconds(seconds));
            String proof = key.proof("POST", TOKEN, claims -> claims.issueTime(then));
            assertThat(grant(client, proof).getStatus()).as("%d s", seconds).isEqualTo(200);
        }
    }

    @Test
    void takesOneHeaderOnly() throws Exception {
        assertThat(json(grant(client, key.proof("POST", TOKEN), key.proof("POST", TOKEN)))
                        .path("error")
                        .asString())
                .isEqualTo("invalid_dpop_proof");
    }

    @Test
    void takesAProofOnce() throws Exception {
        String proof = key.proof("POST", TOKEN);
        assertThat(grant(client, proof).getStatus()).isEqualTo(200);
        assertThat(json(grant(client, proof)).path("error").asString()).isEqualTo("invalid_dpop_proof");
        // nor another with the same id, to another address
        String jti = SignedJWT.parse(proof).getJWTClaimsSet().getJWTID();
        String token = boundToken();
        assertThat(refuses(
                        token,
                        "DPoP ",
                        key.proof("GET", RESOURCE, claims -> claims.jwtID(jti).claim("ath", hash(token)))))
                .startsWith("DPoP error=\"invalid_dpop_proof\"");
    }

    @Test
    void ofManyAtOnceOneProofIsUsedOnce() throws Exception {
        DpopProofs one = proofs(false, new SettableClock(Instant.now()));
        DpopProofs other = proofs(false, new SettableClock(Instant.now()));
        String proof = key.proof("POST", TOKEN);
        DpopUse use = DpopUse.at("POST", List.of(URI.create(TOKEN)));
        int proven = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<DpopOutcome>> attempts = IntStream.range(0, 16)
                    .<Callable<DpopOutcome>>mapToObj(i -> () -> (i % 2 == 0 ? one : other).use(List.of(proof), use))
                    .toList();
            for (Future<DpopOutcome> attempt : threads.invokeAll(attempts)) {
                proven += attempt.get() instanceof DpopOutcome.Proven ? 1 : 0;
            }
        }
        assertThat(proven).isEqualTo(1);
    }

    @Test
    void aReplayIsKnownAsLongAsTheProofWouldBeBelieved() {
        SettableClock clock = new SettableClock(Instant.now());
        DpopProofs all = proofs(false, clock);
        Date ahead = Date.from(clock.instant().plusSeconds(9));
        String proof = key.proof("POST", TOKEN, claims -> claims.issueTime(ahead));
        DpopUse use = DpopUse.at("POST", List.of(URI.create(TOKEN)));
        assertThat(all.use(List.of(proof), use)).isInstanceOf(DpopOutcome.Proven.class);
        for (int seconds = 0; seconds < 80; seconds += 5) {
            transactions.control(() -> proofs.purge(clock.instant(), 1_000));
            assertThat(all.use(List.of(proof), use)).isInstanceOf(DpopOutcome.Refused.class);
            clock.advance(Duration.ofSeconds(5));
        }
    }

    @Test
    void letsTheHolderOfTheKeyUseTheToken() throws Exception {
        String token = boundToken();
        for (String scheme : new String[] {"DPoP ", "dpop "}) {
            MockHttpServletRequest request = resource(token, scheme, key.proof("GET", RESOURCE + "?limit=1", token));
            request.setQueryString("limit=1");
            MockFilterChain chain = new MockFilterChain();
            authentication.doFilter(request, response, chain);
            assertThat(chain.getRequest()).isSameAs(request);
        }
    }

    @Test
    void aStolenTokenIsWorthNothing() throws Exception {
        String token = boundToken();
        DpopKey thief = DpopKey.create();
        assertThat(refuses(token, "Bearer ")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(refuses(token, "Bearer ", key.proof("GET", RESOURCE, token)))
                .isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(refuses(token, "DPoP ")).isEqualTo("DPoP error=\"invalid_dpop_proof\", algs=\"ES256 PS256 EdDSA\"");
        assertThat(refuses(token, "DPoP ", thief.proof("GET", RESOURCE, token))).contains("invalid_dpop_proof");
    }

    @Test
    void aProofIsForOneRequestWithOneToken() throws Exception {
        String token = boundToken();
        String other = boundToken();
        for (String proof : List.of(
                key.proof("GET", RESOURCE),
                key.proof("GET", RESOURCE, other),
                key.proof("POST", RESOURCE, token),
                key.proof("GET", RESOURCE + "/pay_1", token))) {
            assertThat(refuses(token, "DPoP ", proof)).contains("invalid_dpop_proof");
        }
        assertThat(refuses(token, "DPoP ", key.proof("GET", RESOURCE, token), key.proof("GET", RESOURCE, token)))
                .contains("invalid_dpop_proof");
    }

    @Test
    void takesNoBearerTokenForABoundOne() throws Exception {
        String token = tokenOf(newClient());
        assertThat(refuses(token, "DPoP ", key.proof("GET", RESOURCE, token)))
                .isEqualTo("DPoP error=\"invalid_token\", algs=\"ES256 PS256 EdDSA\"");
    }

    @Test
    void asksForANumberWhereTheSettingSaysSo() {
        SettableClock clock = new SettableClock(Instant.now());
        DpopProofs all = proofs(true, clock);
        DpopUse use = DpopUse.at("POST", List.of(URI.create(TOKEN)));
        assertThat(all.use(List.of(key.proof("POST", TOKEN)), use)).isInstanceOf(DpopOutcome.NonceNeeded.class);
        String nonce = all.nonce().orElseThrow();
        assertThat(all.use(List.of(withNonce("x" + nonce, clock)), use)).isInstanceOf(DpopOutcome.NonceNeeded.class);
        assertThat(all.use(List.of(withNonce(nonce, clock)), use)).isInstanceOf(DpopOutcome.Proven.class);
        clock.advance(DpopNonces.WINDOW);
        assertThat(all.use(List.of(withNonce(nonce, clock)), use)).isInstanceOf(DpopOutcome.Proven.class);
        clock.advance(DpopNonces.WINDOW);
        assertThat(all.use(List.of(withNonce(nonce, clock)), use))
                .isEqualTo(new DpopOutcome.NonceNeeded(all.nonce().orElseThrow()));
    }

    @Test
    void tellsTheNumberAtTheTokenEndpoint() throws Exception {
        SettableClock clock = new SettableClock(Instant.now());
        DpopProofs all = proofs(true, clock);
        KeyProof step = new KeyProof(all, settings, refusals, meters);
        MockHttpServletRequest request = grant();
        request.setAttribute(OAuthRefusals.CLIENT, client.client());
        request.addHeader("DPoP", key.proof("POST", TOKEN));
        AuthorizationServerSettings none = AuthorizationServerSettings.builder().build();
        AuthorizationServerContextHolder.setContext(
                new OAuthContext(ISSUER, none, TRACE, ClientAddress.of(PEER), null));
        try {
            MockHttpServletResponse refused = new MockHttpServletResponse();
            step.doFilter(request, refused, new MockFilterChain());
            assertThat(json(refused).path("error").asString()).isEqualTo("use_dpop_nonce");
            String nonce = String.valueOf(refused.getHeader("DPoP-Nonce"));

            request.removeHeader("DPoP");
            request.addHeader("DPoP", withNonce(nonce, clock));
            MockHttpServletResponse passed = new MockHttpServletResponse();
            step.doFilter(request, passed, new MockFilterChain());
            assertThat(passed.getHeader("DPoP-Nonce")).isEqualTo(nonce);
            assertThat(OAuthContext.current().binding()).isEqualTo(KeyBinding.proof(key.thumbprint()));
        } finally {
            AuthorizationServerContextHolder.resetContext();
        }
    }

    @Test
    void asksForTheNumberAtResources() throws Exception {
        String token = boundToken();
        ShownKeys keys = new ShownKeys(proofs(true, new SettableClock(Instant.now())), settings, meters);
        MockHttpServletRequest request = resource(token, "DPoP ", key.proof("GET", RESOURCE, token));
        assertThat(keys.fault(
                        tokens.verify(token).orElseThrow(), new ShownKeys.Sent(AccessScheme.DPOP, token), request))
                .hasValue("use_dpop_nonce");
    }

    private String withNonce(String nonce, SettableClock clock) {
        return key.proof("POST", TOKEN, claims -> claims.claim("nonce", nonce).issueTime(Date.from(clock.instant())));
    }

    /** An instance of its own, on the same database. */
    private DpopProofs proofs(boolean nonce, SettableClock clock) {
        DpopSettings settings = new DpopSettings(Duration.ofSeconds(60), Duration.ofSeconds(10), nonce);
        return new DpopProofs(transactions, proofs, new DpopNonces(vault, clock), settings, clock);
    }

    private String boundToken() throws Exception {
        return json(grant(client, key.proof("POST", TOKEN)))
                .path("access_token")
                .asString();
    }

    private MockHttpServletResponse grant(ClientCredentials who, String... sent) throws Exception {
        MockHttpServletRequest request = basic(grant(), who);
        for (String proof : sent) {
            request.addHeader("DPoP", proof);
        }
        return call(request);
    }

    private MockHttpServletRequest resource(String token, String scheme, String... sent) {
        response = new MockHttpServletResponse();
        MockHttpServletRequest request = request("GET", "/v1/payments");
        request.addHeader("Authorization", scheme + token);
        for (String proof : sent) {
            request.addHeader("DPoP", proof);
        }
        return request;
    }

    /** The challenge with which the request is refused. */
    private String refuses(String token, String scheme, String... sent) {
        MockHttpServletRequest request = resource(token, scheme, sent);
        MockFilterChain chain = new MockFilterChain();
        assertThatThrownBy(() -> authentication.doFilter(request, response, chain))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.TOKEN_INVALID));
        assertThat(chain.getRequest()).isNull();
        return String.valueOf(response.getHeader("WWW-Authenticate"));
    }

    private static String hash(String token) {
        return SignIn.challenge(token);
    }
}
