package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a ciphertext is bound to. Each kind begins with its own label; texts carry their length, numbers and ids have a fixed one, so that
 * no two different places give the same bytes. These encodings are stored for ever: a change is a new label.
 */
public final class AssociatedData {
    private static final byte[] FIELD = utf8("flowlet/field/1");
    private static final byte[] DATA_KEY = utf8("flowlet/data-key/1");
    private static final byte[] TENANT_KEY = utf8("flowlet/tenant-key/1");
    private static final byte[] TENANT_KEY_IN_EPOCH = utf8("flowlet/tenant-key/2");
    private static final byte[] EPOCH_KEY = utf8("flowlet/epoch-key/1");
    private static final byte[] TENANT_SECRET = utf8("flowlet/tenant-secret/1");
    private static final byte[] PLATFORM_KEY = utf8("flowlet/platform-key/1");

    private static final int UUID_BYTES = 2 * Long.BYTES;

    private AssociatedData() {}

    /** Of a field of {@code tenant}. */
    public static byte[] field(TenantId tenant, Place place) {
        byte[] table = utf8(place.table());
        byte[] column = utf8(place.column());
        return new Encoding(FIELD, Integer.BYTES + sized(table) + sized(column) + UUID_BYTES)
                .number(tenant.value())
                .block(table)
                .block(column)
                .id(place.row())
                .bytes;
    }

    static byte[] dataKey(Subject subject, int version, int tenantVersion) {
        return dataKey(subject.tenant(), subject.id(), subject.purpose().code(), version, tenantVersion);
    }

    /** As {@link #dataKey(Subject, int, int)}, for a purpose as it is stored. */
    static byte[] dataKey(TenantId tenant, UUID subject, String code, int version, int tenantVersion) {
        byte[] purpose = utf8(code);
        return new Encoding(DATA_KEY, 3 * Integer.BYTES + UUID_BYTES + sized(purpose))
                .number(tenant.value())
                .id(subject)
                .block(purpose)
                .number(version)
                .number(tenantVersion)
                .bytes;
    }

    static byte[] tenantKey(TenantId tenant, int version, String masterKid) {
        byte[] kid = utf8(masterKid);
        return new Encoding(TENANT_KEY, 2 * Integer.BYTES + sized(kid))
                .number(tenant.value())
                .number(version)
                .block(kid)
                .bytes;
    }

    /** Of a tenant's key that the key of an epoch wraps. */
    static byte[] tenantKey(TenantId tenant, int version, EpochKey epoch) {
        byte[] kid = utf8(epoch.kid());
        return new Encoding(TENANT_KEY_IN_EPOCH, 3 * Integer.BYTES + sized(kid))
                .number(tenant.value())
                .number(version)
                .number(epoch.number())
                .block(kid)
                .bytes;
    }

    static byte[] epochKey(int number, String kid) {
        byte[] name = utf8(kid);
        return new Encoding(EPOCH_KEY, Integer.BYTES + sized(name))
                .number(number)
                .block(name)
                .bytes;
    }

    static byte[] tenantSecret(TenantId tenant, String use, int version, int tenantVersion) {
        byte[] name = utf8(use);
        return new Encoding(TENANT_SECRET, 3 * Integer.BYTES + sized(name))
                .number(tenant.value())
                .block(name)
                .number(version)
                .number(tenantVersion)
                .bytes;
    }

    /**
     * Of a key of the installation.
     *
     * @param publicKey of a signing key, else empty: whoever swaps it in its row must not have its tokens believed
     */
    static byte[] platformKey(String use, int version, String masterKid, byte[] publicKey) {
        byte[] name = utf8(use);
        byte[] kid = utf8(masterKid);
        return new Encoding(PLATFORM_KEY, Integer.BYTES + sized(name) + sized(kid) + sized(publicKey))
                .block(name)
                .number(version)
                .block(kid)
                .block(publicKey)
                .bytes;
    }

    private static int sized(byte[] block) {
        return Integer.BYTES + block.length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes big endian into an array of just the right size. */
    private static final class Encoding {
        private final byte[] bytes;
        private final ByteBuffer to;

        Encoding(byte[] label, int rest) {
            bytes = new byte[sized(label) + rest];
            to = ByteBuffer.wrap(bytes);
            block(label);
        }

        Encoding number(int value) {
            to.putInt(value);
            return this;
        }

        Encoding id(UUID value) {
            to.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
            return this;
        }

        Encoding block(byte[] value) {
            to.putInt(value.length).put(value);
            return this;
        }
    }
}
