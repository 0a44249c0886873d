package io.flowlet.privacy;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.privacy.internal.ErasureRows;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.HmacPurpose;
import io.flowlet.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * One line of a list of erasures: {@code tenant subscriber purpose destroyed_at mac}, with one space between. The MAC is HMAC-SHA-256 over the
 * MAC of the line before and this line's first four words, so that no line can be changed, left out, put elsewhere or made up.
 *
 * @param mac 32 bytes
 */
record ErasureListLine(TenantId tenant, ErasureRows.Destroyed destroyed, byte[] mac) {
    /** The first line of a file; its bytes, hashed alike, are what the first MAC goes on from. */
    static final String HEAD = "flowlet-erasures-1";

    private static final int WORDS = 5;
    private static final int MAC_BYTES = 32;

    /** What one line is about, for telling whether the list has it. */
    record Key(TenantId tenant, SubscriberId subscriber, Purpose purpose) {}

    Key key() {
        return new Key(tenant, destroyed.subscriber(), destroyed.purpose());
    }

    /** What the first line's MAC goes on from. */
    static byte[] start(Vault vault) {
        return vault.hmac(HmacPurpose.ERASURE_LIST, HEAD.getBytes(StandardCharsets.UTF_8));
    }

    static ErasureListLine of(Vault vault, TenantId tenant, ErasureRows.Destroyed destroyed, byte[] before) {
        return new ErasureListLine(tenant, destroyed, mac(vault, words(tenant, destroyed), before));
    }

    /** @throws ErasureListRefused unless this installation wrote it in this place */
    static ErasureListLine read(Vault vault, String text, long number, byte[] before) throws ErasureListRefused {
        String[] words = text.split(" ", -1);
        try {
            if (words.length == WORDS) {
                TenantId tenant = new TenantId(Integer.parseInt(words[0]));
                var destroyed = new ErasureRows.Destroyed(
                        SubscriberId.of(words[1]), ErasureRows.purpose(words[2]), Instant.parse(words[3]));
                byte[] mac = Base64.getUrlDecoder().decode(words[4]);
                if (mac.length == MAC_BYTES
                        && MessageDigest.isEqual(mac, mac(vault, words(tenant, destroyed), before))) {
                    return new ErasureListLine(tenant, destroyed, mac);
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // no such words: refused below like any other change
        }
        throw new ErasureListRefused(
                number, "was not written here by this installation; take the list from its own backup");
    }

    String text() {
        return words(tenant, destroyed) + " "
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    private static String words(TenantId tenant, ErasureRows.Destroyed destroyed) {
        return "%d %s %s %s"
                .formatted(
                        tenant.value(),
                        destroyed.subscriber(),
                        destroyed.purpose().code(),
                        destroyed.at());
    }

    private static byte[] mac(Vault vault, String words, byte[] before) {
        byte[] line = words.getBytes(StandardCharsets.UTF_8);
        return vault.hmac(
                HmacPurpose.ERASURE_LIST,
                ByteBuffer.allocate(before.length + line.length)
                        .put(before)
                        .put(line)
                        .array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ErasureListLine line && line.text().equals(text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return "ErasureListLine[" + key() + "]";
    }
}
