package io.flowlet.vault.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One version of a tenant's secret, opened: the root of the keys that are derived from it. Shows its version only. Thread-safe.
 *
 * <p>A derived key is {@code HKDF-Expand(secret, info, 32)} with SHA-256, where {@code info} is label and name, each behind its length. The
 * secret is random and whole, so nothing has to be extracted first.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5869#section-3.3">RFC 5869, 3.3</a>
 */
public final class TenantSecret {
    private final int version;
    private final SecretKey secret;
    private final Map<String, byte[]> derived = new ConcurrentHashMap<>();

    /** @param secret 32 bytes, which stay the caller's to wipe */
    TenantSecret(int version, byte[] secret) {
        this.version = version;
        this.secret = new SecretKeySpec(secret, "HKDF");
    }

    public int version() {
        return version;
    }

    /**
     * The key for one thing; for the same names always the same.
     *
     * @param label what sort of key, with the version of its derivation
     * @param name which of that sort: one of the few that the code knows, never input
     * @return 32 bytes, shared: not to be changed
     */
    public byte[] derive(String label, String name) {
        return derived.computeIfAbsent(label + '\n' + name, once -> expand(info(label, name)));
    }

    @Override
    public String toString() {
        return "TenantSecret[version " + version + "]";
    }

    private byte[] expand(byte[] info) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(secret, info, SealingKey.KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java derives with HKDF-SHA256", e);
        }
    }

    private static byte[] info(String label, String name) {
        byte[] first = label.getBytes(StandardCharsets.UTF_8);
        byte[] second = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length)
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .array();
    }
}
