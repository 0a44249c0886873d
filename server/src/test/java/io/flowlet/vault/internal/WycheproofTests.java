package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Google's test vectors, through the same classes that seal fields and encrypt in a format. */
class WycheproofTests {
    private static final int NUMBER = 5;

    /** Ours is AES-256-GCM with nonces of 96 bits: these go through the class that seals fields. */
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
                if (isValid(vector)) {
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
        assertThat(valid).isEqualTo(39);
        assertThat(invalid).isEqualTo(27);
    }

    /** All of them, every size of key and nonce, through the cipher that {@link SealingKey#seal} asks the Java platform for. */
    @Test
    void thePlatformsCipherKnowsEveryAesGcmVector() throws GeneralSecurityException {
        int valid = 0;
        int alteredTag = 0;
        int refusedNonce = 0;
        for (JsonNode group : vectors("aes_gcm_test.json").get("testGroups")) {
            for (JsonNode vector : group.get("tests")) {
                if (isValid(vector)) {
                    assertThat(gcm(Cipher.ENCRYPT_MODE, vector, hex(vector, "msg")))
                            .as(name(vector))
                            .isEqualTo(sealedText(vector));
                    assertThat(gcm(Cipher.DECRYPT_MODE, vector, sealedText(vector)))
                            .as(name(vector))
                            .isEqualTo(hex(vector, "msg"));
                    valid++;
                } else if (has(vector, "ZeroLengthIv")) {
                    // the platform takes a nonce of any length but none
                    assertThatThrownBy(() -> gcm(Cipher.ENCRYPT_MODE, vector, hex(vector, "msg")))
                            .as(name(vector))
                            .isInstanceOf(InvalidAlgorithmParameterException.class);
                    refusedNonce++;
                } else {
                    assertThatThrownBy(() -> gcm(Cipher.DECRYPT_MODE, vector, sealedText(vector)))
                            .as(name(vector))
                            .isInstanceOf(AEADBadTagException.class);
                    alteredTag++;
                }
            }
        }
        assertThat(valid).isEqualTo(229);
        assertThat(alteredTag).isEqualTo(81);
        assertThat(refusedNonce).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"aes_ff1_radix10_test.json, 3312, 12, 533", "aes_ff1_radix36_test.json, 2465, 6, 389"})
    void encryptsAndDecryptsWhatFf1VectorsSayIsValidAndRefusesAllElse(
            String file, int validVectors, int smallOfThem, int refusedVectors) {
        int valid = 0;
        int small = 0;
        int refused = 0;
        for (JsonNode group : vectors(file).get("testGroups")) {
            int radix = group.get("radix").asInt();
            for (JsonNode vector : group.get("tests")) {
                byte[] key = hex(vector, "key");
                byte[] tweak = hex(vector, "tweak");
                int[] clear = digits(vector, "msg");
                if (isValid(vector)) {
                    int[] encrypted = digits(vector, "ct");
                    assertThat(Ff1.of(key, radix).encrypt(tweak, clear))
                            .as(name(vector))
                            .isEqualTo(encrypted);
                    assertThat(Ff1.of(key, radix).decrypt(tweak, encrypted))
                            .as(name(vector))
                            .isEqualTo(clear);
                    valid++;
                    small += has(vector, "SmallMessageSize") ? 1 : 0;
                } else {
                    assertThatThrownBy(() -> Ff1.of(key, radix).encrypt(tweak, clear))
                            .as(name(vector))
                            .isInstanceOf(IllegalArgumentException.class);
                    refused++;
                }
            }
        }
        assertThat(valid).isEqualTo(validVectors);
        assertThat(small).isEqualTo(smallOfThem);
        assertThat(refused).isEqualTo(refusedVectors);
    }

    private static byte[] gcm(int mode, JsonNode vector, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(SealingKey.CIPHER);
        cipher.init(
                mode,
                new SecretKeySpec(hex(vector, "key"), "AES"),
                new GCMParameterSpec(hex(vector, "tag").length * Byte.SIZE, hex(vector, "iv")));
        cipher.updateAAD(hex(vector, "aad"));
        return cipher.doFinal(input);
    }

    private static boolean isValid(JsonNode vector) {
        return vector.get("result").asString().equals("valid");
    }

    private static boolean has(JsonNode vector, String flag) {
        return vector.get("flags")
                .valueStream()
                .anyMatch(told -> told.asString().equals(flag));
    }

    private static byte[] sealedText(JsonNode vector) {
        return HexFormat.of()
                .parseHex(vector.get("ct").asString() + vector.get("tag").asString());
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
