package io.flowlet.vault;

/**
 * A value as it is looked up without being read: the first 16 bytes of its HMAC under the key of its tenant and field.
 *
 * <p>128 bits: among 10^9 values of one field two fall together by chance with a probability of 10^-21, and more bytes would only make the
 * index larger. Equal values have equal indexes: that is its use, and what it gives away (docs/reference/vault.md). Shows its version only.
 */
public final class BlindIndex {
    /** The length of {@link #bytes}. */
    public static final int BYTES = 16;

    private final int version;
    private final byte[] bytes;

    BlindIndex(int version, byte[] bytes) {
        this.version = version;
        this.bytes = bytes;
    }

    /** Of the tenant's secret that made it. */
    public int version() {
        return version;
    }

    /** A copy of the {@value #BYTES} bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "BlindIndex[version " + version + "]";
    }
}
