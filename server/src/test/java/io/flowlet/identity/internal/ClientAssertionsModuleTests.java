package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientLogout;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.ClientProfile;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.IdTokenAlgorithm;
import io.flowlet.identity.IdentityPurge;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.OAuthTests;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.testing.DpopKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ClientAssertionsModuleTests extends OAuthTests {
    /** Of the proofs that a bank's requests need beside the assertion. */
    private static final DpopKey KEY = DpopKey.create();

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final ECKey ec =
            key(() -> new ECKeyGenerator(Curve.P_256).keyID("ec").generate());
    private final RSAKey rsa = key(() -> new RSAKeyGenerator(2048).keyID("rsa").generate());
    private final OctetKeyPair ed =
            key(() -> new OctetKeyPairGenerator(Curve.Ed25519).keyID("ed").generate());

    @Autowired
    private IdentityPurge purge;

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "PS256", "EdDSA", "RS256"})
    void aSignatureProvesTheClient(String algorithm) throws Exception {
        ClientCredentials client = signing(ClientProfile.SERVICE, ec, rsa, ed);
        assertThat(client.told()).isEmpty();
        String assertion = assertion(client, JWSAlgorithm.parse(algorithm), claims -> {});
        MockHttpServletResponse answer = call(proof(assertion));
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
        assertThat(superuser.queryForObject(
                        "select method from identity.token where client = ?",
                        String.class,
                        client.client().id()))
                .isEqualTo("private_key_jwt");
    }

    @Test
    void provesItOnce() throws Exception {
        ClientCredentials client = signing(ClientProfile.BANK, ec);
        String assertion = assertion(client, JWSAlgorithm.ES256, claims -> {});
        assertThat(call(proof(assertion)).getStatus()).isEqualTo(200);
        expectRefused(client, call(proof(assertion)), "assertion_replayed");
        String another = assertion(client, JWSAlgorithm.ES256, claims -> {});
        assertThat(call(proof(another)).getStatus()).isEqualTo(200);
        assertThat(call(proof(assertion)).getStatus()).isEqualTo(401);
    }

    @Test
    void anotherClientsJtiIsAnotherJti() throws Exception {
        ClientCredentials one = signing(ClientProfile.BANK, ec);
        ClientCredentials two = signing(ClientProfile.BANK, ec);
        assertThat(call(proof(assertion(one, JWSAlgorithm.ES256, claims -> claims.jwtID("same"))))
                        .getStatus())
                .isEqualTo(200);
        assertThat(call(proof(assertion(two, JWSAlgorithm.ES256, claims -> claims.jwtID("same"))))
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void aUsedAssertionIsForgottenWhenItHasExpired() throws Exception {
        ClientCredentials client = signing(ClientProfile.BANK, ec);
        call(proof(assertion(client, JWSAlgorithm.ES256, claims -> {})));
        purge.runOnce();
        assertThat(rows()).isPositive();
        superuser.update("update identity.used_assertion set expires_at = now() - interval '6 minutes'");
        purge.runOnce();
        assertThat(rows()).isZero();
    }

    @Test
    void aBankNeverUsesRs256() throws Exception {
        ClientCredentials client = signing(ClientProfile.BANK, rsa);
        expectRefused(client, call(proof(assertion(client, JWSAlgorithm.RS256, claims -> {}))), "assertion_malformed");
        assertThat(call(proof(assertion(client, JWSAlgorithm.PS256, claims -> {})))
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void theAudienceIsTheIssuerAndNobodyElse() throws Exception {
        ClientCredentials bank = signing(ClientProfile.BANK, ec);
        ClientCredentials service = signing(ClientProfile.SERVICE, ec);
        for (Object wrong : List.of(
                List.of(ISSUER),
                ISSUER + "/",
                ISSUER + "/oauth2/token",
                ISSUER + "/oauth2/par",
                List.of(ISSUER, "https://other.example"),
                List.of(),
                7)) {
            expectRefused(
                    bank,
                    call(proof(assertion(bank, JWSAlgorithm.ES256, claims -> claims.claim("aud", wrong)))),
                    "assertion_audience_wrong");
        }
        assertThat(call(proof(assertion(service, JWSAlgorithm.ES256, claims -> claims.claim("aud", List.of(ISSUER)))))
                        .getStatus())
                .isEqualTo(200);
        expectRefused(
                service,
                call(proof(assertion(
                        service, JWSAlgorithm.ES256, claims -> claims.claim("aud", List.of(ISSUER, ISSUER))))),
                "assertion_audience_wrong");
    }

    @Test
    void worksForFiveMinutesAtMostAndClocksMayDiffer() throws Exception {
        ClientCredentials client = signing(ClientProfile.BANK, ec);
        Instant now = Instant.now();
        Map<String, Consumer<JWTClaimsSet.Builder>> untimely = Map.of(
                "expired", claims -> claims.expirationTime(at(now, -61)),
                "too long", claims -> claims.expirationTime(at(now, 400)),
                "no end", claims -> claims.expirationTime(null),
                "iat ahead", claims -> claims.issueTime(at(now, 61)),
                "nbf ahead", claims -> claims.notBeforeTime(at(now, 61)),
                "nbf text", claims -> claims.claim("nbf", "now"),
                "exp text", claims -> claims.claim("exp", "later"),
                "exp beyond all calendars", claims -> claims.claim("exp", 1e300));
        for (Map.Entry<String, Consumer<JWTClaimsSet.Builder>> wrong : untimely.entrySet()) {
            MockHttpServletResponse answer = call(proof(assertion(client, JWSAlgorithm.ES256, wrong.getValue())));
            assertThat(answer.getStatus()).as(wrong.getKey()).isEqualTo(401);
        }
        assertThat(auditOf(client, "refused")).containsOnly("token.issue assertion_untimely");
        assertThat(call(proof(assertion(
                                client,
                                JWSAlgorithm.ES256,
                                claims -> claims.issueTime(at(now, 10)).notBeforeTime(at(now, 10)))))
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void namesTheClientTwiceAndHasAnId() throws Exception {
        ClientCredentials client = signing(ClientProfile.BANK, ec);
        String other = signing(ClientProfile.BANK, ec).client().clientId();
        expectRefused(
                client,
                call(proof(assertion(client, JWSAlgorithm.ES256, claims -> claims.issuer(other)))),
                "assertion_of_another");
        expectRefused(
                client,
                call(proof(assertion(client, JWSAlgorithm.ES256, claims -> claims.issuer(null)))),
                "assertion_of_another");
        for (Object jti : List.of("", 7, "x".repeat(257))) {
            expectRefused(
                    client,
                    call(proof(assertion(client, JWSAlgorithm.ES256, claims -> claims.claim("jti", jti)))),
                    "assertion_without_jti");
        }
        expectUnauthorized(call(proof(assertion(client, JWSAlgorithm.ES256, claims -> claims.subject(null)))));
        expectUnauthorized(call(proof(assertion(client, JWSAlgorithm.ES256, claims -> claims.subject("nobody")))));
    }

    @Test
    void theHeaderChoosesNoKey() throws Exception {
        ClientCredentials client = signing(ClientProfile.SERVICE, ec, rsa);
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        JWTClaimsSet claims = claims(client, set -> {});
        List<String> wrong = List.of(
                signed(
                        claims,
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(),
                        new ECDSASigner(stranger)),
                signed(
                        claims,
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .jwk(stranger.toPublicJWK())
                                .build(),
                        new ECDSASigner(stranger)),
                signed(
                        claims,
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID("ec")
                                .jwkURL(URI.create("https://evil.example/jwks"))
                                .build(),
                        new ECDSASigner(ec)),
                signed(
                        claims,
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("other").build(),
                        new ECDSASigner(ec)),
                signed(
                        claims,
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
                        new MACSigner(rsa.toRSAPublicKey().getEncoded())),
                unsigned(claims),
                "x.y.z",
                "");
        for (String assertion : wrong) {
            expectUnauthorized(call(proof(assertion)));
        }
        String right = assertion(client, JWSAlgorithm.ES256, set -> {});
        expectUnauthorized(
                call(proof(right.substring(0, right.length() - 2) + (right.endsWith("A") ? "B" : "A") + "A")));
    }

    @Test
    void oneMethodAndOnlyTheOneThatIsRegistered() throws Exception {
        ClientCredentials signs = signing(ClientProfile.SERVICE, ec);
        ClientCredentials secret = newClient();
        // a secret for a client that signs
        expectRefused(signs, call(basic(grant(), signs.client().clientId(), "cls_guess")), "method_wrong");
        // an assertion for a client with a secret
        expectRefused(secret, call(proof(assertion(secret, JWSAlgorithm.ES256, claims -> {}))), "method_wrong");
        // both
        expectUnauthorized(call(basic(proof(assertion(signs, JWSAlgorithm.ES256, claims -> {})), secret)));
        MockHttpServletRequest twice = proof(assertion(signs, JWSAlgorithm.ES256, claims -> {}));
        twice.addParameter("client_secret", "x");
        expectUnauthorized(call(twice));
        // another client's name beside it
        MockHttpServletRequest named = proof(assertion(signs, JWSAlgorithm.ES256, claims -> {}));
        named.addParameter("client_id", secret.client().clientId());
        expectUnauthorized(call(named));
        // a type that is not known, and one without an assertion
        MockHttpServletRequest saml = proof(assertion(signs, JWSAlgorithm.ES256, claims -> {}));
        saml.setParameter("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
        expectUnauthorized(call(saml));
        MockHttpServletRequest empty = grant();
        empty.addParameter("client_assertion_type", TYPE);
        expectUnauthorized(call(empty));
        // in the query, where it stands in logs
        MockHttpServletRequest query = proof(assertion(signs, JWSAlgorithm.ES256, claims -> {}));
        query.setQueryString("client_assertion=x");
        assertThat(call(query).getStatus()).isEqualTo(400);
        // its name alone
        MockHttpServletRequest bare = grant();
        bare.addParameter("client_id", signs.client().clientId());
        expectRefused(signs, call(bare), "credentials_missing");
        // its own name beside it is as good as none
        MockHttpServletRequest own = proof(assertion(signs, JWSAlgorithm.ES256, claims -> {}));
        own.addParameter("client_id", signs.client().clientId());
        assertThat(call(own).getStatus()).isEqualTo(200);
    }

    @Test
    void aRevokedClientProvesNothing() throws Exception {
        ClientCredentials client = signing(ClientProfile.BANK, ec);
        clients.revoke(client.client().clientId(), systemOf(client.client().tenant()));
        expectRefused(client, call(proof(assertion(client, JWSAlgorithm.ES256, claims -> {}))), "client_revoked");
    }

    private int rows() {
        return Objects.requireNonNull(
                superuser.queryForObject("select count(*) from identity.used_assertion", Integer.class));
    }

    private ClientCredentials signing(ClientProfile profile, JWK... keys) {
        TenantId tenant = newTenant();
        boolean bank = profile == ClientProfile.BANK;
        String jwks = new JWKSet(List.of(keys)).toString(true);
        ClientSecurity security = new ClientSecurity(
                profile,
                new ClientProof(ClientMethod.PRIVATE_KEY_JWT, new ClientKeys(jwks, null), null),
                bank ? SenderConstraint.DPOP : SenderConstraint.NONE,
                bank,
                true,
                bank ? IdTokenAlgorithm.ES256 : IdTokenAlgorithm.RS256,
                Set.of(ClientGrant.CLIENT_CREDENTIALS),
                ClientLogout.NONE);
        return clients.create(
                new NewClient(tenant, UUID.randomUUID(), "Signs", scopes("payments:read"), List.of(), null, security),
                systemOf(tenant));
    }

    private static MockHttpServletRequest proof(String assertion) {
        MockHttpServletRequest request = form(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        TYPE,
                        "client_assertion",
                        assertion));
        request.addHeader("DPoP", KEY.proof("POST", ISSUER + "/oauth2/token"));
        return request;
    }

    private String assertion(ClientCredentials client, JWSAlgorithm algorithm, Consumer<JWTClaimsSet.Builder> change)
            throws Exception {
        Map<JWSAlgorithm, JWK> keys = new HashMap<>(Map.of(
                JWSAlgorithm.ES256, ec, JWSAlgorithm.PS256, rsa, JWSAlgorithm.RS256, rsa, JWSAlgorithm.EdDSA, ed));
        JWK key = Objects.requireNonNull(keys.get(algorithm));
        JWSSigner signer = switch (key) {
            case ECKey curve -> new ECDSASigner(curve);
            case RSAKey modulus -> new RSASSASigner(modulus);
            default -> new Ed25519Signer(key.toOctetKeyPair());
        };
        return signed(
                claims(client, change),
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
                signer);
    }

    private static JWTClaimsSet claims(ClientCredentials client, Consumer<JWTClaimsSet.Builder> change) {
        String id = client.client().clientId();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(id)
                .subject(id)
                .claim("aud", ISSUER)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(at(Instant.now(), 0))
                .expirationTime(at(Instant.now(), 120));
        change.accept(claims);
        return claims.build();
    }

    private static String signed(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) throws Exception {
        Map<String, Object> json = claims.toJSONObject();
        json.computeIfPresent(
                "aud", (same, one) -> claims.getClaim("aud")); // as it was set: it would write a list of one as text
        JWSObject jws = new JWSObject(header, new Payload(json));
        jws.sign(signer);
        return jws.serialize();
    }

    private static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize() + "AA";
    }

    private static Date at(Instant now, long seconds) {
        return Date.from(now.plus(Duration.ofSeconds(seconds)));
    }

    private void expectRefused(ClientCredentials client, MockHttpServletResponse answer, String reason)
            throws Exception {
        expectUnauthorized(answer);
        assertThat(auditOf(client, "refused")).last().isEqualTo("token.issue " + reason);
    }

    private static void expectUnauthorized(MockHttpServletResponse answer) throws Exception {
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(401);
        assertThat(json(answer).path("error").asString()).isEqualTo("invalid_client");
    }

    private interface Making<T> {
        T make() throws Exception;
    }

    private static <T> T key(Making<T> making) {
        try {
            return making.make();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
