package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a ciphertext is bound to. Each kind begins with its own label; texts and keys carry their length and numbers have a fixed one, so that
 * no two different places give the same bytes. These encodings are stored for ever: a change is a new label.
 */
public final class AssociatedData {
    private static final byte[] FIELD = utf8("flowlet/field/1");
    private static final byte[] DATA_KEY = utf8("flowlet/data-key/1");
    private static final byte[] TENANT_KEY = utf8("flowlet/tenant-key/1");
    private static final byte[] PLATFORM_KEY = utf8("flowlet/platform-key/1");

    private AssociatedData() {}

    /** Of a field of {@code tenant}. */
    public static byte[] field(TenantId tenant, Place place) {
        byte[] table = utf8(place.table());
        byte[] column = utf8(place.column());
        ByteBuffer to = start(FIELD, Integer.BYTES + sized(table) + sized(column) + 2 * Long.BYTES);
        to.putInt(tenant.value());
        put(to, table);
        put(to, column);
        put(to, place.row());
        return to.array();
    }

    static byte[] dataKey(Subject subject, int version, int tenantVersion) {
        byte[] purpose = utf8(subject.purpose().code());
        ByteBuffer to = start(DATA_KEY, 3 * Integer.BYTES + 2 * Long.BYTES + sized(purpose));
        to.putInt(subject.tenant().value());
        put(to, subject.id());
        put(to, purpose);
        to.putInt(version);
        to.putInt(tenantVersion);
        return to.array();
    }

    static byte[] tenantKey(TenantId tenant, int version, String masterKid) {
        byte[] kid = utf8(masterKid);
        ByteBuffer to = start(TENANT_KEY, 2 * Integer.BYTES + sized(kid));
        to.putInt(tenant.value());
        to.putInt(version);
        put(to, kid);
        return to.array();
    }

    /** @param publicKey of a signing key, else empty: whoever swaps it in its row must not have its tokens believed */
    static byte[] platformKey(String use, int version, String masterKid, byte[] publicKey) {
        byte[] name = utf8(use);
        byte[] kid = utf8(masterKid);
        ByteBuffer to = start(PLATFORM_KEY, Integer.BYTES + sized(name) + sized(kid) + sized(publicKey));
        put(to, name);
        to.putInt(version);
        put(to, kid);
        put(to, publicKey);
        return to.array();
    }

    private static ByteBuffer start(byte[] label, int rest) {
        ByteBuffer to = ByteBuffer.allocate(sized(label) + rest);
        put(to, label);
        return to;
    }

    private static int sized(byte[] bytes) {
        return Integer.BYTES + bytes.length;
    }

    private static void put(ByteBuffer to, byte[] bytes) {
        to.putInt(bytes.length).put(bytes);
    }

    private static void put(ByteBuffer to, UUID id) {
        to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
