package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.flowlet.actor.ActorKind;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.OAuthTests;
import io.flowlet.identity.RevocationFeed;
import io.flowlet.testing.SettableClock;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Tokens that are ours and tokens that only look so; a forged one always gets a row, so that nothing but the claim at stake is wrong. */
class AccessTokensModuleTests extends OAuthTests {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final UUID JTI = UUID.randomUUID();

    @Autowired
    private SigningKeys keys;

    @Autowired
    private IssuedTokens issued;

    @Autowired
    private IdentitySettings settings;

    @Autowired
    private TokenRows rows;

    @Autowired
    private Secrets secrets;

    /** Never heard, since no job runs. */
    @Autowired
    private RevocationFeed feed;

    private final SettableClock clock = new SettableClock(now);
    private AccessTokens tokens;
    private ClientCredentials client;

    @BeforeEach
    void setUp() {
        tokens = new AccessTokens(keys, issued, feed, settings, clock);
        client = newClient();
    }

    @Test
    void believesATokenThatItIssued() throws Exception {
        VerifiedToken verified = tokens.verify(issue()).orElseThrow();
        assertThat(verified.client()).isEqualTo(client.client());
        assertThat(verified.actor().tenant()).isEqualTo(client.client().tenant());
        assertThat(verified.actor().principal()).isEqualTo(client.client().id());
        assertThat(verified.actor().kind()).isEqualTo(ActorKind.CLIENT);
        assertThat(verified.actor().scopes()).isEqualTo(scopes("payments:read", "payments:write"));
        assertThat(verified.actor().method()).isEqualTo("client_secret_basic");
    }

    @Test
    void believesTheForgeryThatIsRightInEveryWay() throws Exception {
        assertThat(tokens.verify(signed(header().build(), claims().build()))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"59, true", "60, false", "-240, true", "3600, false"})
    void allowsAMinuteAfterTheEnd(int secondsAfterEnd, boolean believed) throws Exception {
        Instant end = now.minusSeconds(secondsAfterEnd);
        String token =
                signed(header().build(), claims().expirationTime(Date.from(end)).build());
        assertThat(tokens.verify(token).isPresent()).isEqualTo(believed);
    }

    @Test
    void forgetsARememberedTokenWhenItEnds() throws Exception {
        String token = signed(header().build(), claims().build());
        assertThat(tokens.verify(token)).isPresent();
        clock.advance(Duration.ofSeconds(359));
        assertThat(tokens.verify(token)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10, true", "11, false", "61, false", "-300, true"})
    void allowsAnIssuingClockTenSecondsAhead(int secondsAhead, boolean believed) throws Exception {
        Date then = Date.from(now.plusSeconds(secondsAhead));
        String notBefore = signed(header().build(), claims().notBeforeTime(then).build());
        String issuedAt = signed(header().build(), claims().issueTime(then).build());
        assertThat(tokens.verify(notBefore).isPresent()).isEqualTo(believed);
        assertThat(tokens.verify(issuedAt).isPresent()).isEqualTo(believed);
    }

    @Test
    void refusesForeignIssuerAudienceTenantClientAndType() throws Exception {
        ClientCredentials other = newClient();
        refusesClaims(claims -> claims.issuer("https://elsewhere.example"));
        refusesClaims(claims -> claims.issuer(ISSUER + "/"));
        refusesClaims(claims -> claims.audience("another-api"));
        refusesClaims(claims -> claims.claim("tid", other.client().tid()));
        refusesClaims(claims -> claims.subject(other.client().clientId()));
        refusesClaims(claims -> claims.claim("client_id", other.client().clientId()));
        refusesClaims(claims -> claims.claim("client_id", other.client().clientId())
                .subject(other.client().clientId()));
        refusesClaims(claims -> claims.jwtID(UUID.randomUUID().toString()));
        for (String type : new String[] {"JWT", "jwt", "dpop+jwt", "logout+jwt", "application/at+jwt"}) {
            refuses(signed(header().type(new JOSEObjectType(type)).build(), claims().build()));
        }
        refuses(signed(header().type(null).build(), claims().build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "tid", "client_id"})
    void refusesATokenThatLacksAClaim(String claim) throws Exception {
        refusesClaims(claims -> claims.claim(claim, null));
    }

    @Test
    void refusesClaimsOfTheWrongType() throws Exception {
        for (String claim : new String[] {"iss", "exp", "nbf", "iat", "jti", "tid", "client_id"}) {
            refusesClaims(claims -> claims.claim(claim, Map.of("x", "y")));
        }
    }

    @Test
    void refusesEveryOtherAlgorithm() throws Exception {
        String payload = Base64URL.encode(claims().build().toString()).toString();
        String kid = keys.signer(TokenAlgorithm.ES256).kid();
        refuses(text("{'alg':'none','typ':'at+jwt','kid':'" + kid + "'}") + "." + payload + ".");
        refuses(text("{'alg':'none','typ':'at+jwt','kid':'" + kid + "'}") + "." + payload + ".AA");

        // the public key as the secret of an HMAC, in the two spellings that a confused verifier would use
        ECKey key = publicKey();
        for (byte[] secret : new byte[][] {
            key.toECPublicKey().getEncoded(), key.toJSONString().getBytes(StandardCharsets.UTF_8)
        }) {
            JWSHeader hs256 = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .type(new JOSEObjectType("at+jwt"))
                    .keyID(kid)
                    .build();
            refuses(withRow(sign(new MACSigner(secret), hs256, claims().build())));
        }
    }

    @Test
    void believesEachKeyWithItsOwnAlgorithmOnly() throws Exception {
        RSAKey rs256 = keys.signer(TokenAlgorithm.RS256).pair().toRSAKey();
        RSAKey ps256 = keys.signer(TokenAlgorithm.PS256).pair().toRSAKey();
        JWTClaimsSet claims = claims().build();
        String right = withRow(sign(new RSASSASigner(rs256), header(JWSAlgorithm.RS256, rs256.getKeyID()), claims));
        assertThat(tokens.verify(right)).isPresent();
        refuses(withRow(sign(new RSASSASigner(rs256), header(JWSAlgorithm.PS256, rs256.getKeyID()), claims)));
        refuses(withRow(sign(new RSASSASigner(ps256), header(JWSAlgorithm.RS256, ps256.getKeyID()), claims)));
        refuses(withRow(sign(new RSASSASigner(rs256), header(JWSAlgorithm.RS384, rs256.getKeyID()), claims)));
        refuses(withRow(sign(
                new RSASSASigner(rs256),
                header(JWSAlgorithm.RS256, keys.signer(TokenAlgorithm.ES256).kid()),
                claims)));
        refuses(withRow(sign(signer(), header(JWSAlgorithm.ES256, rs256.getKeyID()), claims)));
        byte[] secret = rs256.toRSAPublicKey().getEncoded();
        refuses(withRow(sign(new MACSigner(secret), header(JWSAlgorithm.HS256, rs256.getKeyID()), claims)));
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String kid) {
        return new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(kid)
                .build();
    }

    @Test
    void refusesEveryOtherKey() throws Exception {
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("stranger").generate();
        ECDSASigner signer = new ECDSASigner(stranger);
        JWTClaimsSet claims = claims().build();
        refuses(withRow(sign(signer, header().build(), claims)));
        refuses(withRow(sign(signer, header().keyID("stranger").build(), claims)));
        refuses(withRow(sign(signer, header().keyID(null).build(), claims)));
        JWSHeader embedded =
                header().keyID("stranger").jwk(stranger.toPublicJWK()).build();
        refuses(withRow(sign(signer, embedded, claims)));
        refuses(signed(header().jwk(stranger.toPublicJWK()).build(), claims));
        refuses(signed(
                header().criticalParams(Set.of("exp")).customParam("exp", 1).build(), claims));
    }

    @Test
    void refusesAnAlteredToken() throws Exception {
        String token = signed(header().build(), claims().build());
        String[] parts = token.split("\\.", -1);
        String richer = JWTClaimsSet.parse(Base64URL.from(parts[1]).decodeToString())
                .toString()
                .replace("payments:read", "ledger:read");
        refuses(withRow(parts[0] + "." + Base64URL.encode(richer) + "." + parts[2]));
        for (int i = 0; i < token.length(); i += 7) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            refuses(token.substring(0, i) + other + token.substring(i + 1));
        }
        refuses(token + "A");
        refuses(token + ".");
        refuses(token + ".A");
        refuses("." + token);
        refuses(token.substring(0, token.lastIndexOf('.')));
        refuses(" " + token);
        refuses("");
        assertThat(tokens.verify(token)).isPresent();
    }

    @Test
    void refusesATokenWithoutARow() throws Exception {
        refuses(sign(signer(), header().build(), claims().build()));
    }

    @Test
    void seesARevocationWithinASecond() throws Exception {
        String token = issue();
        assertThat(tokens.verify(token)).isPresent();
        call(basic(form("/oauth2/revoke", Map.of("token", token)), client));
        clock.advance(RevocationFeed.SHORTEST_TRUST);
        assertThat(tokens.verify(token)).isEmpty();
        assertThat(RevocationFeed.SHORTEST_TRUST).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void seesItsClientsRevocationWithinASecond() throws Exception {
        String token = issue();
        assertThat(tokens.verify(token)).isPresent();
        clients.revoke(client.client().clientId(), systemOf(client.client().tenant()));
        clock.advance(RevocationFeed.SHORTEST_TRUST);
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void remembersForHalfASecondWithoutAskingTheDatabase() throws Exception {
        String token = issue();
        assertThat(tokens.verify(token)).isPresent();
        superuser.update(
                "delete from identity.token where client = ?", client.client().id());
        clock.advance(RevocationFeed.SHORTEST_TRUST.minusMillis(1));
        assertThat(tokens.verify(token)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void forgetsARememberedTokenWhenItsKeyIsReplaced() throws Exception {
        String token = issue();
        assertThat(tokens.verify(token)).isPresent();
        try {
            superuser.update(
                    "update vault.platform_key set verifies_until = now() - interval '1 second' where use = 'sign:es256'");
            keys.refresh();
            assertThat(tokens.verify(token)).as("its row is fresh").isEmpty();
            assertThat(tokens.verify(token)).isEmpty();
        } finally {
            superuser.update("update vault.platform_key set verifies_until = null where use = 'sign:es256'");
            keys.refresh();
        }
        assertThat(tokens.verify(token)).isPresent();
    }

    @Test
    void forgetsItAlsoWhenItsRowIsReadAgain() throws Exception {
        String token = issue();
        assertThat(tokens.verify(token)).isPresent();
        clock.advance(RevocationFeed.SHORTEST_TRUST);
        try {
            superuser.update(
                    "update vault.platform_key set verifies_until = now() - interval '1 second' where use = 'sign:es256'");
            keys.refresh();
            assertThat(tokens.verify(token)).isEmpty();
        } finally {
            superuser.update("update vault.platform_key set verifies_until = null where use = 'sign:es256'");
            keys.refresh();
        }
    }

    @Test
    void givesNoMoreThanTheClientStillHolds() throws Exception {
        String token = issue();
        superuser.update(
                "update identity.oauth_client set scopes = '{payments:read}' where id = ?",
                client.client().id());
        assertThat(tokens.verify(token).orElseThrow().actor().scopes()).isEqualTo(scopes("payments:read"));
    }

    /** A token by the endpoint, whose clock is the real one, and ours set to it. */
    private String issue() throws Exception {
        String token = tokenOf(client);
        clock.set(SignedJWT.parse(token).getJWTClaimsSet().getIssueTime().toInstant());
        return token;
    }

    private void refusesClaims(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        refuses(signed(header().build(), claims.build()));
    }

    private void refuses(String token) {
        assertThat(tokens.verify(token)).as(token).isEmpty();
    }

    private JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(keys.signer(TokenAlgorithm.ES256).kid());
    }

    /** Those of a token of {@link #client} that lasts for five minutes from now. */
    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(client.client().clientId())
                .audience("flowlet-api")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .jwtID(JTI.toString())
                .claim("tid", client.client().tid())
                .claim("client_id", client.client().clientId())
                .claim("scope", "payments:read");
    }

    private String signed(JWSHeader header, JWTClaimsSet claims) throws Exception {
        return withRow(sign(signer(), header, claims));
    }

    private JWSSigner signer() throws Exception {
        return new ECDSASigner(keys.signer(TokenAlgorithm.ES256).pair().toECKey());
    }

    private ECKey publicKey() {
        return keys.signer(TokenAlgorithm.ES256).publicKey().toECKey();
    }

    private static String sign(JWSSigner signer, JWSHeader header, JWTClaimsSet claims) throws Exception {
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private String withRow(String token) {
        IssuedToken row =
                new IssuedToken(JTI, client.client(), scopes("payments:read"), "test", now, now.plusSeconds(300), null);
        rows.insert(secrets.digestOfToken(token), row);
        return token;
    }

    private static String text(String json) {
        return Base64URL.encode(json.replace('\'', '"')).toString();
    }
}
