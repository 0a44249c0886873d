package io.flowlet.privacy;

import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
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
 * One line of a list of erasures: {@code tenant subscriber purpose destroyed_at mac}, or {@code tenant ten_… keys destroyed_at mac} for a tenant
 * of which every key was destroyed, with one space between. The MAC is HMAC-SHA-256 over the MAC of the line before and this line's first
 * four words, so that no line can be changed, left out, put elsewhere or made up.
 *
 * @param mac 32 bytes
 */
record ErasureListLine(TenantId tenant, Gone gone, byte[] mac) {
    /** The first line of a file; its bytes, hashed alike, are what the first MAC goes on from. */
    static final String HEAD = "flowlet-erasures-1";

    private static final int WORDS = 5;
    private static final int MAC_BYTES = 32;

    private static final String KEYS = "keys";

    /** What was destroyed. */
    sealed interface Gone {
        Instant at();

        /** Name and kind: the words by which the list knows whether it has it. */
        String words();

        /** What was held of a subscriber for one purpose. */
        record OfSubscriber(ErasureRows.Destroyed destroyed) implements Gone {
            @Override
            public Instant at() {
                return destroyed.at();
            }

            @Override
            public String words() {
                return destroyed.subscriber() + " " + destroyed.purpose().code();
            }
        }

        /** Every key of the tenant; its public name too, since another database may number its tenants otherwise. */
        record OfTenant(String publicId, Instant at) implements Gone {
            @Override
            public String words() {
                return publicId + " " + KEYS;
            }
        }

        /** @throws IllegalArgumentException or {@link DateTimeException} if this is neither */
        static Gone of(String name, String kind, String time) {
            Instant at = Instant.parse(time);
            if (kind.equals(KEYS)) {
                if (PublicId.parse("ten", name).isEmpty()) {
                    throw new IllegalArgumentException("no tenant is called so");
                }
                return new OfTenant(name, at);
            }
            return new OfSubscriber(new ErasureRows.Destroyed(SubscriberId.of(name), ErasureRows.purpose(kind), at));
        }
    }

    /** What one line is about, for telling whether the list has it. */
    record Key(TenantId tenant, String words) {}

    Key key() {
        return new Key(tenant, gone.words());
    }

    /** What the first line's MAC goes on from. */
    static byte[] start(Vault vault) {
        return vault.hmac(HmacPurpose.ERASURE_LIST, HEAD.getBytes(StandardCharsets.UTF_8));
    }

    static ErasureListLine of(Vault vault, TenantId tenant, Gone gone, byte[] before) {
        return new ErasureListLine(tenant, gone, mac(vault, words(tenant, gone), before));
    }

    /** @throws ErasureListRefused unless this installation wrote it in this place */
    static ErasureListLine read(Vault vault, String text, long number, byte[] before) throws ErasureListRefused {
        String[] words = text.split(" ", -1);
        try {
            if (words.length == WORDS) {
                TenantId tenant = new TenantId(Integer.parseInt(words[0]));
                Gone gone = Gone.of(words[1], words[2], words[3]);
                byte[] mac = Base64.getUrlDecoder().decode(words[4]);
                if (mac.length == MAC_BYTES && MessageDigest.isEqual(mac, mac(vault, words(tenant, gone), before))) {
                    return new ErasureListLine(tenant, gone, mac);
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // no such words: refused below like any other change
        }
        throw new ErasureListRefused(
                number, "was not written here by this installation; take the list from its own backup");
    }

    String text() {
        return words(tenant, gone) + " "
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    private static String words(TenantId tenant, Gone gone) {
        return "%d %s %s".formatted(tenant.value(), gone.words(), gone.at());
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
