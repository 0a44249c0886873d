package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against the JWS vectors of project Wycheproof, every algorithm among them: our three, each with a key of its own. */
class TokenSignaturesTests {
    /** Valid, but with no payload, or by another algorithm than the key's own. */
    private static final Set<Integer> STRICTER = Set.of(259, 272, 346, 350);

    private static final int ACCEPTED = 18;
    private static final int REFUSED = 3_555;

    @Test
    void acceptsTheValidSignaturesOfItsOwnAlgorithmAndKeyAndNoOtherVector() throws Exception {
        JsonNode groups = vectors().path("testGroups");
        int accepted = 0;
        int refused = 0;
        for (JsonNode keyGroup : groups) {
            Optional<JWK> key = ours(keyGroup);
            if (key.isEmpty()) {
                continue;
            }
            JWK known = key.get();
            TokenSignatures signatures =
                    new TokenSignatures(kid -> Optional.of(known).filter(same -> kid.equals(same.getKeyID())));
            for (JsonNode group : groups) {
                if (isForEncryption(group)) {
                    continue; // the same key pairs, marked for another use: ours come from the vault, not from a JWK
                }
                for (JsonNode test : group.path("tests")) {
                    boolean valid =
                            ours(group).filter(signer -> isSame(signer, known)).isPresent()
                                    && test.path("result").asString().equals("valid")
                                    && !STRICTER.contains(test.path("tcId").asInt());
                    String jws = test.path("jws").isString()
                            ? test.path("jws").asString()
                            : test.path("jws").toString();
                    boolean verified =
                            signatures.parse(jws).filter(signatures::verifies).isPresent();
                    assertThat(verified)
                            .as("vector %s against key of %s", test.path("tcId"), keyGroup.path("comment"))
                            .isEqualTo(valid);
                    accepted += verified ? 1 : 0;
                    refused += verified ? 0 : 1;
                }
            }
        }
        assertThat(accepted).isEqualTo(ACCEPTED);
        assertThat(refused).isEqualTo(REFUSED);
    }

    private static boolean isForEncryption(JsonNode group) {
        JsonNode key = group.path("public");
        return key.path("use").asString("").equals("enc")
                || key.path("key_ops").path(0).asString("").equals("encrypt");
    }

    private static Optional<JWK> ours(JsonNode group) throws Exception {
        JsonNode key = group.path("public");
        boolean ours =
                Set.of("ES256", "RS256", "PS256").contains(key.path("alg").asString(""))
                        && !key.path("kid").asString("").isEmpty();
        return ours ? Optional.of(JWK.parse(key.toString())) : Optional.empty();
    }

    private static boolean isSame(JWK signer, JWK known) {
        return signer.toPublicJWK().getRequiredParams().equals(known.getRequiredParams())
                && signer.getAlgorithm().equals(known.getAlgorithm());
    }

    private static JsonNode vectors() throws IOException {
        Path file = Path.of("shared/data/wycheproof/json_web_signature_test.json");
        Optional<Path> found = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve(file))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(found.isPresent(), "no " + file + " above the working directory: vectors not run");
        return JsonMapper.shared().readTree(Files.readString(found.orElseThrow()));
    }
}
