package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.testing.Cases;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.Place;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SealingKeyTests {
    private static final byte[] KEY_BYTES = HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2));
    private static final SealingKey KEY = SealingKey.of(7, KEY_BYTES);
    private static final byte[] AD = "where".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLEAR = "Ada Lovelace".getBytes(StandardCharsets.US_ASCII);
    private static final String SEALED_BY_THE_FIRST_BUILD =
            "010000000730d82014fc6f9443a7b685938918f78d73b4cfcd095e928f4228dda656aee2d7973445902bcf8067";

    @Test
    void givesBackWhatItSealed() {
        Cases.check("seal and open", random -> {
            byte[] clear = bytes(random, 200);
            byte[] where = bytes(random, 60);
            SealingKey key = SealingKey.of(random.nextInt(), bytes(random, 32, 32));
            byte[] sealed = key.seal(clear, where);
            assertThat(sealed).hasSize(33 + clear.length);
            assertThat(SealingKey.isSealed(sealed)).isTrue();
            assertThat(open(key, sealed, where)).isEqualTo(clear);
        });
    }

    @Test
    void writesFormatAndNumberInClearBeforeTheRest() {
        assertThat(HexFormat.of().formatHex(KEY.seal(CLEAR, AD))).startsWith("0100000007");
        SealingKey large = SealingKey.of(0xF1E2D3C4, KEY_BYTES);
        byte[] sealed = large.seal(CLEAR, AD);
        assertThat(HexFormat.of().formatHex(sealed)).startsWith("01f1e2d3c4");
        assertThat(SealingKey.idOf(sealed)).isEqualTo(0xF1E2D3C4);
    }

    @Test
    void opensWhatAnEarlierBuildSealed() throws GeneralSecurityException {
        byte[] stored = HexFormat.of().parseHex(SEALED_BY_THE_FIRST_BUILD);
        assertThat(KEY.open(stored, AssociatedData.field(new TenantId(1), new Place("a.b", "c", new UUID(1, 2)))))
                .isEqualTo(CLEAR);
    }

    @Test
    void refusesOneBitAlteredAnywhere() {
        byte[] sealed = KEY.seal(CLEAR, AD);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] altered = flipped(sealed, bit);
            assertThatThrownBy(() -> KEY.open(altered, AD))
                    .as("bit %d", bit)
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void refusesOneBitOfThePlaceAltered() {
        byte[] sealed = KEY.seal(CLEAR, AD);
        for (int bit = 0; bit < AD.length * 8; bit++) {
            byte[] elsewhere = flipped(AD, bit);
            assertThatThrownBy(() -> KEY.open(sealed, elsewhere)).isInstanceOf(GeneralSecurityException.class);
        }
        assertThatThrownBy(() -> KEY.open(sealed, new byte[0])).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void refusesTheSameKeyAtAnotherTenantTableColumnOrRow() {
        UUID row = new UUID(1, 2);
        byte[] sealed = KEY.seal(CLEAR, AssociatedData.field(new TenantId(1), new Place("a.b", "c", row)));
        for (byte[] elsewhere : List.of(
                AssociatedData.field(new TenantId(2), new Place("a.b", "c", row)),
                AssociatedData.field(new TenantId(1), new Place("a.bb", "c", row)),
                AssociatedData.field(new TenantId(1), new Place("a.b", "d", row)),
                AssociatedData.field(new TenantId(1), new Place("a.b", "c", new UUID(1, 3))))) {
            assertThatThrownBy(() -> KEY.open(sealed, elsewhere)).isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void refusesEveryTruncationAndAnyAddition() {
        byte[] sealed = KEY.seal(CLEAR, AD);
        for (int length = 0; length < sealed.length; length++) {
            byte[] part = Arrays.copyOf(sealed, length);
            assertThat(SealingKey.isSealed(part)).isEqualTo(length >= 33);
            assertThatThrownBy(() -> KEY.open(part, AD)).isInstanceOf(GeneralSecurityException.class);
        }
        assertThatThrownBy(() -> KEY.open(Arrays.copyOf(sealed, sealed.length + 1), AD))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void refusesAnotherKeyAndTheSameKeyUnderAnotherNumber() {
        byte[] sealed = KEY.seal(CLEAR, AD);
        SealingKey other = SealingKey.of(7, SealingKey.newBytes());
        SealingKey renumbered = SealingKey.of(8, KEY_BYTES);
        assertThatThrownBy(() -> other.open(sealed, AD)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> renumbered.open(sealed, AD)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void neverUsesANonceTwice() {
        Set<String> nonces = new HashSet<>();
        Cases.check(
                "fresh nonces",
                random -> assertThat(nonces.add(HexFormat.of().formatHex(KEY.seal(CLEAR, AD), 5, 17)))
                        .isTrue());
    }

    @Test
    void takesKeysOf32BytesOnly() {
        for (int length : List.of(0, 16, 24, 31, 33)) {
            assertThatThrownBy(() -> SealingKey.of(1, new byte[length])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void unwrapsAKeyOnlyAsWhatItWasWrapped() throws GeneralSecurityException {
        byte[] inner = SealingKey.newBytes();
        byte[] wrapped = KEY.seal(inner, AD);
        byte[] sealed = SealingKey.of(3, inner).seal(CLEAR, AD);
        assertThat(KEY.unwrap(3, wrapped, AD, "a key").open(sealed, AD)).isEqualTo(CLEAR);
        assertThatThrownBy(() -> KEY.unwrap(3, wrapped, new byte[1], "the key of all keys"))
                .isInstanceOf(DamagedKey.class)
                .hasMessageContaining("the key of all keys");
    }

    private static byte[] open(SealingKey key, byte[] sealed, byte[] where) {
        try {
            return key.open(sealed, where);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] altered = bytes.clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        return altered;
    }

    private static byte[] bytes(RandomGenerator random, int most) {
        return bytes(random, 0, most);
    }

    private static byte[] bytes(RandomGenerator random, int least, int most) {
        byte[] bytes = new byte[random.nextInt(least, most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }
}
