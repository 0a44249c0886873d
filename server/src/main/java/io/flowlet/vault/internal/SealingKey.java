package io.flowlet.vault.internal;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Random;
import com.google.crypto.tink.util.SecretBytes;
import io.flowlet.vault.DamagedKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256-GCM key with the number that its ciphertexts carry.
 *
 * <p>The wire format is Tink's own ({@code 01 | number | nonce | ciphertext | tag}), and it is Tink that opens what this wrote.
 * Thread-safe.
 */
public final class SealingKey {
    static final int KEY_BYTES = 32;
    static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final byte FORMAT = 1;
    private static final AesGcmParameters PARAMETERS = parameters();

    private static final SecureRandom RANDOM = new SecureRandom();

    private final int id;
    private final SecretKeySpec key;
    private final Aead opener;

    private SealingKey(int id, SecretKeySpec key, Aead opener) {
        this.id = id;
        this.key = key;
        this.opener = opener;
    }

    /**
     * A key that marks its ciphertexts with {@code id}.
     *
     * @param key 32 bytes, which stay the caller's to wipe
     */
    @AccessesPartialKey
    static SealingKey of(int id, byte[] key) {
        try {
            AesGcmKey imported = AesGcmKey.builder()
                    .setParameters(PARAMETERS)
                    .setIdRequirement(id)
                    .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                    .build();
            return new SealingKey(id, new SecretKeySpec(key, "AES"), AesGcmJce.create(imported));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a key has %d bytes".formatted(KEY_BYTES), e);
        }
    }

    /** A new key's bytes, the caller's to wipe. */
    static byte[] newBytes() {
        return Random.randBytes(KEY_BYTES);
    }

    /**
     * Opens the key that this one wraps.
     *
     * @param id the number that the opened key's own ciphertexts carry
     * @param name what {@code wrapped} is, for whom it may concern when it does not open
     */
    SealingKey unwrap(int id, byte[] wrapped, byte[] associatedData, String name) {
        byte[] key = new byte[0];
        try {
            key = open(wrapped, associatedData);
            return of(id, key);
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(name);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * Encrypts {@code clear}, bound to {@code associatedData}, under a new random nonce.
     *
     * <p>Done here because Tink keeps a cipher and a generator of random numbers for each thread, and makes both anew for each virtual one.
     */
    public byte[] seal(byte[] clear, byte[] associatedData) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = new byte[HEADER_BYTES + NONCE_BYTES + clear.length + TAG_BYTES];
        ByteBuffer.wrap(sealed).put(FORMAT).putInt(id).put(nonce);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(associatedData);
            cipher.doFinal(clear, 0, clear.length, sealed, HEADER_BYTES + NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java encrypts with AES-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} gave.
     *
     * @throws GeneralSecurityException if it was sealed by another key, with other associated data, or was altered
     */
    public byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        return opener.decrypt(sealed, associatedData);
    }

    /** Whether {@code bytes} could be ours at all. */
    public static boolean isSealed(byte[] bytes) {
        return bytes.length >= HEADER_BYTES + NONCE_BYTES + TAG_BYTES && bytes[0] == FORMAT;
    }

    /** The number of the key that sealed {@code sealed}. */
    public static int idOf(byte[] sealed) {
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    private static AesGcmParameters parameters() {
        try {
            return AesGcmParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setIvSizeBytes(NONCE_BYTES)
                    .setTagSizeBytes(TAG_BYTES)
                    .setVariant(AesGcmParameters.Variant.TINK)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink knows AES-256-GCM", e);
        }
    }
}
