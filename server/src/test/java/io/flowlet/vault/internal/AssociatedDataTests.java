package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.testing.Cases;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AssociatedDataTests {
    private static final UUID ROW = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    @Test
    void keepsItsStoredEncodings() {
        TenantId tenant = new TenantId(0x01020304);
        assertThat(hex(AssociatedData.field(tenant, new Place("a.b", "c", ROW))))
                .isEqualTo(text("flowlet/field/1") + "01020304" + text("a.b") + text("c") + id());
        assertThat(hex(AssociatedData.dataKey(new Subject(tenant, ROW, Purpose.TAX), 2, 3)))
                .isEqualTo(text("flowlet/data-key/1") + "01020304" + id() + text("tax") + "00000002" + "00000003");
        assertThat(hex(AssociatedData.tenantKey(tenant, 2, "kid")))
                .isEqualTo(text("flowlet/tenant-key/1") + "01020304" + "00000002" + text("kid"));
        EpochKey epoch = new EpochKey(5, "kid", SealingKey.of(5, new byte[32]));
        assertThat(hex(AssociatedData.tenantKey(tenant, 2, epoch)))
                .isEqualTo(text("flowlet/tenant-key/2") + "01020304" + "00000002" + "00000005" + text("kid"));
        assertThat(hex(AssociatedData.epochKey(5, "kid")))
                .isEqualTo(text("flowlet/epoch-key/1") + "00000005" + text("kid"));
        assertThat(hex(AssociatedData.tenantSecret(tenant, "blind_index", 2, 3)))
                .isEqualTo(
                        text("flowlet/tenant-secret/1") + "01020304" + text("blind_index") + "00000002" + "00000003");
        assertThat(hex(AssociatedData.platformKey("hmac:token", 2, "kid", new byte[] {9})))
                .isEqualTo(
                        text("flowlet/platform-key/1") + text("hmac:token") + "00000002" + text("kid") + "0000000109");
    }

    @Test
    void givesTwoDifferentPlacesDifferentBytes() {
        Map<String, String> seen = new HashMap<>();
        Cases.check("associated data is unambiguous", random -> {
            // few letters and short names: concatenation without lengths would collide at once
            TenantId tenant = new TenantId(random.nextInt(3));
            Place place = new Place(name(random) + "." + name(random), name(random), new UUID(0, random.nextInt(2)));
            String what = tenant + " " + place;
            assertThat(seen.getOrDefault(hex(AssociatedData.field(tenant, place)), what))
                    .isEqualTo(what);
            seen.put(hex(AssociatedData.field(tenant, place)), what);
        });
    }

    private static String name(RandomGenerator random) {
        return "ab".repeat(2).substring(0, 1 + random.nextInt(3));
    }

    private static String text(String text) {
        return "%08x".formatted(text.length()) + hex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String id() {
        return "00112233445566778899aabbccddeeff";
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
