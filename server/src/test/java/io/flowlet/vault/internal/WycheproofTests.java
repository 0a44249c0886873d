package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Google's test vectors, through the same classes that seal fields and encrypt in a format. */
class WycheproofTests {
    private static final int NUMBER = 5;

    @Test
    void opensWhatAesGcmVectorsSayIsValidAndNothingElse() throws GeneralSecurityException {
        int valid = 0;
        int invalid = 0;
        for (JsonNode group : vectors("aes_gcm_test.json").get("testGroups")) {
            if (group.get("ivSize").asInt() != 96 || group.get("keySize").asInt() != 256) {
                continue;
            }
            assertThat(group.get("tagSize").asInt()).isEqualTo(128);
            for (JsonNode vector : group.get("tests")) {
                SealingKey key = SealingKey.of(NUMBER, hex(vector, "key"));
                byte[] sealed = sealed(vector);
                byte[] where = hex(vector, "aad");
                if (vector.get("result").asString().equals("valid")) {
                    assertThat(key.open(sealed, where)).as(name(vector)).isEqualTo(hex(vector, "msg"));
                    valid++;
                } else {
                    assertThatThrownBy(() -> key.open(sealed, where))
                            .as(name(vector))
                            .isInstanceOf(GeneralSecurityException.class);
                    invalid++;
                }
            }
        }
        System.out.printf("Wycheproof AES-256-GCM: %d valid, %d invalid vectors%n", valid, invalid);
        assertThat(valid).isGreaterThan(30);
        assertThat(invalid).isGreaterThan(20);
    }

    @Test
    void encryptsAndDecryptsWhatFf1VectorsSayIsValidAndRefusesAllElse() {
        for (String file : new String[] {"aes_ff1_radix10_test.json", "aes_ff1_radix36_test.json"}) {
            int valid = 0;
            int refused = 0;
            for (JsonNode group : vectors(file).get("testGroups")) {
                int radix = group.get("radix").asInt();
                for (JsonNode vector : group.get("tests")) {
                    byte[] key = hex(vector, "key");
                    byte[] tweak = hex(vector, "tweak");
                    int[] clear = digits(vector, "msg");
                    // valid to the first edition of the standard; its revision and we ask for a million values
                    boolean tooSmall = vector.get("flags").toString().contains("SmallMessageSize");
                    if (vector.get("result").asString().equals("valid") && !tooSmall) {
                        int[] encrypted = digits(vector, "ct");
                        assertThat(Ff1.of(key, radix).encrypt(tweak, clear))
                                .as(name(vector))
                                .isEqualTo(encrypted);
                        assertThat(Ff1.of(key, radix).decrypt(tweak, encrypted))
                                .as(name(vector))
                                .isEqualTo(clear);
                        valid++;
                    } else {
                        assertThatThrownBy(() -> Ff1.of(key, radix).encrypt(tweak, clear))
                                .as(name(vector))
                                .isInstanceOf(IllegalArgumentException.class);
                        refused++;
                    }
                }
            }
            System.out.printf("Wycheproof %s: %d valid, %d refused%n", file, valid, refused);
            assertThat(valid).isGreaterThan(2_000);
            assertThat(refused).isGreaterThan(300);
        }
    }

    private static int[] digits(JsonNode vector, String field) {
        return vector.get(field).valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static byte[] sealed(JsonNode vector) {
        byte[] iv = hex(vector, "iv");
        byte[] ciphertext = hex(vector, "ct");
        byte[] tag = hex(vector, "tag");
        return ByteBuffer.allocate(5 + iv.length + ciphertext.length + tag.length)
                .put((byte) 1)
                .putInt(NUMBER)
                .put(iv)
                .put(ciphertext)
                .put(tag)
                .array();
    }

    private static String name(JsonNode vector) {
        return "vector " + vector.get("tcId").asInt() + " "
                + vector.get("comment").asString();
    }

    private static byte[] hex(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.get(field).asString());
    }

    private static JsonNode vectors(String name) {
        Path file = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("shared/data/wycheproof").resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("absent"));
        assumeThat(file).as("Wycheproof vectors beside the repository").exists();
        return new ObjectMapper().readTree(file);
    }
}
