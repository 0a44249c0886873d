package io.flowlet.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Cases;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedValueTests {
    private static final String KID = "0123456789abcdef";
    private static final SecretKeySpec KEY = new SecretKeySpec(
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"), "AES");

    @Test
    void opensForItsOwnNameAndKeyOnly() {
        Cases.check("sealed values open", random -> {
            String value = text(random);
            String sealed = SealedValue.seal("a.secret", value, KID, KEY);
            SealedValue read = sealed(sealed);
            assertThat(read.kid()).isEqualTo(KID);
            assertThat(read.open("a.secret", KEY)).contains(value);
            assertThat(read.open("another.secret", KEY)).isEmpty();
            assertThat(read.open("a.secret", new SecretKeySpec(new byte[32], "AES")))
                    .isEmpty();
            assertThat(SealedValue.seal("a.secret", value, KID, KEY)).isNotEqualTo(sealed);
        });
    }

    @Test
    void noBitOfOneMayChange() {
        for (String value : new String[] {"", "a", "ab", "abc", "correct horse battery staple"}) {
            String sealed = SealedValue.seal("a.secret", value, KID, KEY);
            byte[] bytes = sealed.getBytes(StandardCharsets.US_ASCII);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                byte[] altered = bytes.clone();
                altered[bit / 8] ^= (byte) (1 << (bit % 8));
                String text = new String(altered, StandardCharsets.ISO_8859_1);
                boolean opens = switch (SealedValue.read(text)) {
                    case SealedValue.Read.Clear() -> true; // would be taken for the value itself
                    case SealedValue.Read.Unreadable unreadable -> false;
                    case SealedValue.Read.Sealed(SealedValue read) ->
                        read.kid().equals(KID) && read.open("a.secret", KEY).isPresent();
                };
                assertThat(opens).as("bit %d of %s", bit, sealed).isFalse();
            }
            for (int length = 1; length < sealed.length(); length++) {
                String cut = sealed.substring(0, length);
                if (length >= 4 && SealedValue.read(cut) instanceof SealedValue.Read.Sealed(SealedValue read)) {
                    assertThat(read.open("a.secret", KEY))
                            .as("cut to %d", length)
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "enc",
                "encrypted",
                "correct horse battery staple",
                "jdbc:postgresql://db:5432/flowlet",
                "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0"
            })
    void otherTextsAreValuesThemselves(String text) {
        assertThat(SealedValue.read(text)).isInstanceOf(SealedValue.Read.Clear.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enc:v2:0123456789abcdef:AAAA", "enc:v10:x", "ENC:v2:abc"})
    void anotherVersionIsSaidToBeOne(String text) {
        assertThat(SealedValue.read(text))
                .isInstanceOfSatisfying(
                        SealedValue.Read.Unreadable.class,
                        unreadable -> assertThat(unreadable.why()).contains("another version"));
    }

    @Test
    void whatWasSealedOnceOpensForEver() {
        SealedValue read = sealed(
                "enc:v1:0123456789abcdef:AAECAwQFBgcICQoLLGemb-WWq3XuJLf_2YxYC-qk9EDQDToOSw6K6zwpmbBroQ7CMPay4UNlmEs");
        assertThat(read.open("database.app-password", KEY)).contains("kept since the first version");
    }

    private static SealedValue sealed(String text) {
        return switch (SealedValue.read(text)) {
            case SealedValue.Read.Sealed(SealedValue value) -> value;
            case SealedValue.Read.Clear clear -> throw new AssertionError(clear);
            case SealedValue.Read.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }

    private static String text(RandomGenerator random) {
        return random.ints(random.nextInt(40), 0x20, 0x2fff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
