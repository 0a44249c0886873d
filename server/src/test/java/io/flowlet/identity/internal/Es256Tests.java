package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against the JWS vectors of project Wycheproof, every algorithm among them. */
class Es256Tests {
    @Test
    void acceptsTheValidSignaturesOfItsOwnAlgorithmAndKeyAndNoOtherVector() throws Exception {
        JsonNode groups = vectors().path("testGroups");
        int accepted = 0; // two valid vectors, and two groups with the same key
        int refused = 0;
        for (JsonNode keyGroup : groups) {
            Optional<ECPublicKey> key = p256(keyGroup);
            if (key.isEmpty()) {
                continue;
            }
            String kid = keyGroup.path("public").path("kid").asString();
            Es256 es256 = new Es256(Map.of(kid, key.get()));
            for (JsonNode group : groups) {
                if (isForEncryption(group)) {
                    continue; // the same key pairs, marked for another use: ours come from the vault, not from a JWK
                }
                for (JsonNode test : group.path("tests")) {
                    boolean valid = p256(group).equals(key)
                            && test.path("result").asString().equals("valid");
                    String jws = test.path("jws").isString()
                            ? test.path("jws").asString()
                            : test.path("jws").toString();
                    boolean verified = es256.parse(jws).filter(es256::verifies).isPresent();
                    assertThat(verified)
                            .as("vector %s against key of %s", test.path("tcId"), keyGroup.path("comment"))
                            .isEqualTo(valid);
                    accepted += verified ? 1 : 0;
                    refused += verified ? 0 : 1;
                }
            }
        }
        assertThat(accepted).isEqualTo(2 * 2);
        assertThat(refused).isEqualTo(2 * (397 - 2));
    }

    private static boolean isForEncryption(JsonNode group) {
        JsonNode key = group.path("public");
        return key.path("use").asString("").equals("enc")
                || key.path("key_ops").path(0).asString("").equals("encrypt");
    }

    private static Optional<ECPublicKey> p256(JsonNode group) throws Exception {
        JsonNode key = group.path("public");
        boolean ours = key.path("crv").asString("").equals("P-256")
                && key.path("alg").asString("").equals("ES256");
        return ours ? Optional.of(ECKey.parse(key.toString()).toECPublicKey()) : Optional.empty();
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
