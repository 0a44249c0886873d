package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys and signatures of clients against the JWS and JWK vectors of project Wycheproof: none that is invalid is believed. */
class AssertionVectorsTests {
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.RS256, JWSAlgorithm.EdDSA);

    @Test
    void believesNoInvalidSignature() throws Exception {
        int accepted = 0;
        int refused = 0;
        for (JsonNode group : vectors("json_web_signature_test.json").path("testGroups")) {
            JsonNode key = group.path("public");
            Optional<JWKSet> keys = PublicKeySets.read("{\"keys\":[" + key + "]}");
            for (JsonNode test : group.path("tests")) {
                String jws = test.path("jws").isString()
                        ? test.path("jws").asString()
                        : test.path("jws").toString();
                boolean verified = keys.filter(set -> verifies(set, jws)).isPresent();
                if (!test.path("result").asString().equals("valid")) {
                    assertThat(verified)
                            .as("vector %s: %s", test.path("tcId"), test.path("comment"))
                            .isFalse();
                }
                accepted += verified ? 1 : 0;
                refused += verified ? 0 : 1;
            }
        }
        assertThat(accepted).isGreaterThanOrEqualTo(3);
        assertThat(refused).isGreaterThan(300);
    }

    /** Each valid signature under every key of another kind, and under the algorithms of its own kind that it was not made with. */
    @Test
    void believesNoSignatureUnderAKeyOfAnotherKind() throws Exception {
        Map<String, JWKSet> keys = new HashMap<>();
        Map<String, String> valid = new HashMap<>();
        for (JsonNode group : vectors("json_web_signature_test.json").path("testGroups")) {
            PublicKeySets.read("{\"keys\":[" + group.path("public") + "]}")
                    .ifPresent(set -> keys.put(group.path("comment").asString(), set));
            for (JsonNode test : group.path("tests")) {
                if (test.path("result").asString().equals("valid")
                        && test.path("jws").isString()) {
                    valid.put(group.path("comment").asString(), test.path("jws").asString());
                }
            }
        }
        assertThat(keys).hasSizeGreaterThan(3);
        for (Map.Entry<String, String> signed : valid.entrySet()) {
            JWSAlgorithm algorithm =
                    JWSObject.parse(signed.getValue()).getHeader().getAlgorithm();
            for (JWKSet set : keys.values()) {
                JWK key = set.getKeys().getFirst();
                boolean sameKind = key instanceof RSAKey
                        == (algorithm.equals(JWSAlgorithm.PS256) || algorithm.equals(JWSAlgorithm.RS256));
                if (!sameKind) {
                    assertThat(verifies(set, signed.getValue())).isFalse();
                }
            }
        }
    }

    @Test
    void takesNoWeakKey() throws Exception {
        int taken = 0;
        for (JsonNode group : vectors("json_web_key_test.json").path("testGroups")) {
            for (JsonNode test : group.path("tests")) {
                String set = "{\"keys\":[" + group.path("public") + "]}";
                if (!test.path("result").asString().equals("valid") && group.has("public")) {
                    boolean verified = PublicKeySets.canonical(set).isPresent()
                            && PublicKeySets.read(set)
                                    .filter(keys ->
                                            verifies(keys, test.path("jws").asString("")))
                                    .isPresent();
                    assertThat(verified)
                            .as("vector %s: %s", test.path("tcId"), test.path("comment"))
                            .isFalse();
                    taken++;
                }
            }
        }
        assertThat(taken).isPositive();
    }

    @Test
    void takesPublicKeysOnly() throws Exception {
        JWK pair = new ECKeyGenerator(Curve.P_256).generate();
        assertThat(PublicKeySets.canonical(set(pair.toPublicJWK()))).isPresent();
        assertThat(PublicKeySets.canonical(set(pair))).isEmpty();
        assertThat(PublicKeySets.canonical("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"))
                .isEmpty();
        assertThat(PublicKeySets.canonical("{\"keys\":[]}")).isEmpty();
        assertThat(PublicKeySets.canonical("{}")).isEmpty();
        assertThat(PublicKeySets.canonical("[]")).isEmpty();
        JWK weak = new RSAKeyGenerator(1024, true).generate().toPublicJWK();
        assertThat(PublicKeySets.canonical(set(weak))).isEmpty();
        JWK longer = new ECKeyGenerator(Curve.P_384).generate().toPublicJWK();
        assertThat(PublicKeySets.canonical(set(longer))).isEmpty();
    }

    private static String set(JWK key) {
        return "{\"keys\":[" + key.toJSONString() + "]}";
    }

    private static boolean verifies(JWKSet set, String compact) {
        try {
            JWSObject jws = JWSObject.parse(compact);
            JWSAlgorithm algorithm = jws.getHeader().getAlgorithm();
            List<JWK> found = ALGORITHMS.contains(algorithm) && jws.getHeader().getCriticalParams() == null
                    ? PublicKeySets.candidates(set, algorithm, jws.getHeader().getKeyID())
                    : List.of();
            return compact.matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+")
                    && found.size() == 1
                    && ClientAssertions.verifies(jws, found.getFirst());
        } catch (ParseException | IllegalArgumentException e) {
            return false;
        }
    }

    private static JsonNode vectors(String name) throws IOException {
        Path file = Path.of("shared/data/wycheproof").resolve(name);
        Optional<Path> found = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(file))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(found.isPresent(), "no " + file + " above the working directory: vectors not run");
        return JsonMapper.shared().readTree(Files.readString(found.orElseThrow()));
    }
}
