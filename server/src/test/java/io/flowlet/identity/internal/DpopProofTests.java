package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.testing.DpopKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DpopProofTests {
    private static final String ADDRESS = "https://api.example.com/oauth2/token";

    private final DpopKey key = DpopKey.create();

    @Test
    void readsAndVerifiesProofsOfEachAlgorithm() throws Exception {
        List<DpopKey> keys = List.of(
                key,
                new DpopKey(JWSAlgorithm.PS256, new RSAKeyGenerator(2048).generate()),
                new DpopKey(JWSAlgorithm.EdDSA, new OctetKeyPairGenerator(Curve.Ed25519).generate()));
        assertThat(keys.stream().map(each -> each.algorithm().getName())).isEqualTo(DpopProof.ALGORITHMS);
        for (DpopKey each : keys) {
            DpopProof proof = DpopProof.read(each.proof("POST", ADDRESS)).orElseThrow();
            assertThat(proof.verifies()).isTrue();
            assertThat(proof.thumbprint()).isEqualTo(each.thumbprint());
        }
    }

    @Test
    void refusesKeysThatAreWeakOrOfAnotherSort() throws Exception {
        refuses(new DpopKey(JWSAlgorithm.RS256, new RSAKeyGenerator(2048).generate()).proof("POST", ADDRESS));
        refuses(new DpopKey(JWSAlgorithm.PS384, new RSAKeyGenerator(2048).generate()).proof("POST", ADDRESS));
        refuses(new DpopKey(JWSAlgorithm.PS256, new RSAKeyGenerator(1024, true).generate()).proof("POST", ADDRESS));
        refuses(new DpopKey(JWSAlgorithm.ES384, new ECKeyGenerator(Curve.P_384).generate()).proof("POST", ADDRESS));
    }

    @Test
    void refusesAKeyThatCameWithItsPrivateHalf() {
        String header =
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + key.key().toJSONString() + "}";
        String[] parts = key.proof("POST", ADDRESS).split("\\.", -1);
        refuses(Base64URL.encode(header) + "." + parts[1] + "." + parts[2]);
    }

    @Test
    void refusesHeadersThatAskForMoreOrLess() {
        refuses(signed(key.header().type(JOSEObjectType.JWT)));
        refuses(signed(key.header().type(null)));
        refuses(signed(new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("dpop+jwt"))));
        refuses(signed(key.header().criticalParams(Set.of("exp")).customParam("exp", 1)));
        refuses(signed(key.header().jwkURL(URI.create("https://keys.example/jwks"))));
        refuses(signed(key.header().x509CertURL(URI.create("https://keys.example/x5u"))));
        refuses(signed(key.header().x509CertChain(List.of(new Base64("AA==")))));
        assertThat(DpopProof.read(signed(key.header()))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a.b.c",
                "eyJhbGciOiJub25lIn0.e30.",
                "eyJhbGciOiJub25lIiwidHlwIjoiZHBvcCtqd3QifQ.e30.AA",
                "é.é.é"
            })
    void refusesTextThatIsNoProof(String text) {
        refuses(text);
    }

    @Test
    void refusesTextOfAnySize() {
        refuses("a".repeat(100_000));
        refuses("a.".repeat(100_000));
        String proof = key.proof("POST", ADDRESS, claims -> claims.claim("x", "x".repeat(5_000)));
        refuses(proof);
    }

    @Test
    void aPointThatIsNotOnTheCurveVerifiesNothing() throws Exception {
        Base64URL one = Base64URL.encode(new byte[] {1});
        String header =
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}}"
                        .formatted(one, one);
        String[] parts = key.proof("POST", ADDRESS).split("\\.", -1);
        assertThat(DpopProof.read(Base64URL.encode(header) + "." + parts[1] + "." + parts[2])
                        .filter(DpopProof::verifies))
                .isEmpty();
    }

    @Test
    void verifiesNothingThatWasAltered() {
        String[] parts = key.proof("POST", ADDRESS).split("\\.", -1);
        String payload = Base64URL.from(parts[1]).decodeToString().replace("POST", "PUT");
        assertThat(DpopProof.read(parts[0] + "." + Base64URL.encode(payload) + "." + parts[2]))
                .hasValueSatisfying(proof -> assertThat(proof.verifies()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/oauth2/token, true",
        "https://api.example.com/oauth2/token?a=b#c, true",
        "HTTPS://API.example.com:443/oauth2/token, true",
        "https://api.example.com/oauth2/x/../token, true",
        "https://api.example.com/oauth2/token/, false",
        "https://api.example.com/oauth2/Token, false",
        "http://api.example.com/oauth2/token, false",
        "https://api.example.com:8443/oauth2/token, false",
        "https://api.example.com.evil.example/oauth2/token, false",
        "https://api.example.com@evil.example/oauth2/token, false",
        "https://user@api.example.com/oauth2/token, false",
        "/oauth2/token, false",
        "https:/oauth2/token, false",
        "'', false",
        "not an address, false"
    })
    void comparesAddressesAsTheirSpellingAllows(String sent, boolean same) {
        assertThat(RequestAddress.isSame(sent, URI.create(ADDRESS))).isEqualTo(same);
        assertThat(RequestAddress.isSame(null, URI.create(ADDRESS))).isFalse();
    }

    /** Project Wycheproof: each vector as if its key had come in the header. */
    @Test
    void acceptsNoInvalidVector() throws Exception {
        int accepted = 0;
        for (JsonNode group : vectors().path("testGroups")) {
            Optional<JWK> known =
                    jwk(group.path("public").isMissingNode() ? group.path("private") : group.path("public"));
            for (JsonNode test : group.path("tests")) {
                boolean verified =
                        known.filter(jwk -> verifies(test.path("jws"), jwk)).isPresent();
                boolean valid = test.path("result").asString("").equals("valid");
                assertThat(verified && !valid)
                        .as("vector %s", test.path("tcId"))
                        .isFalse();
                accepted += verified ? 1 : 0;
            }
        }
        assertThat(accepted).isPositive();
    }

    private static boolean verifies(JsonNode text, JWK key) {
        try {
            JWSObject jws = JWSObject.parse(text.isString() ? text.asString() : text.toString());
            return DpopProof.fits(jws.getHeader().getAlgorithm(), key)
                    && new DpopProof(jws, key, new JWTClaimsSet.Builder().build()).verifies();
        } catch (ParseException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<JWK> jwk(JsonNode key) {
        try {
            return Optional.of(JWK.parse(key.toString()).toPublicJWK());
        } catch (ParseException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static JsonNode vectors() throws Exception {
        Path file = Path.of("shared/data/wycheproof/json_web_signature_test.json");
        Optional<Path> found = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(file))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(found.isPresent(), "no " + file + " above the working directory: vectors not run");
        return JsonMapper.shared().readTree(Files.readString(found.orElseThrow()));
    }

    private String signed(JWSHeader.Builder header) {
        return key.sign(header.build(), new JWTClaimsSet.Builder().jwtID("x").build());
    }

    private static void refuses(String text) {
        assertThat(DpopProof.read(text)).as(text).isEmpty();
    }
}
