package io.flowlet.vault;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key management service as small as one can be, and an example of the port: keys stay in here, and what they wrap goes in and out.
 *
 * <p>Named in {@code META-INF/services/io.flowlet.vault.RootKeyProvider} of the tests.
 */
public final class FakeKeyService implements RootKeyProvider {
    static final String NAME = "fake-kms";
    static final AtomicInteger UNWRAPS = new AtomicInteger();
    static final AtomicInteger WRAPS = new AtomicInteger();
    static final AtomicBoolean AWAY = new AtomicBoolean();

    private static final Map<String, SecretKey> KEYS = new ConcurrentHashMap<>();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 12;

    /** Lets the service keep a key of this name. */
    static void makeKey(String name) {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        KEYS.put(name, new SecretKeySpec(key, "AES"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RootKey open(String key) {
        SecretKey found = KEYS.get(key);
        if (found == null) {
            throw new MasterKeyRefused(
                    "fake-kms has no key " + key, "make it there, or correct flowlet.vault.root.service.key");
        }
        return new Kept(key, found);
    }

    private record Kept(String kid, SecretKey key) implements RootKey {
        @Override
        public byte[] wrap(byte[] clear, byte[] associatedData) {
            WRAPS.incrementAndGet();
            byte[] nonce = new byte[NONCE_BYTES];
            RANDOM.nextBytes(nonce);
            try {
                byte[] sealed =
                        cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(clear);
                return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array();
            } catch (GeneralSecurityException e) {
                throw new RootKeyUnavailable("fake-kms cannot wrap", e);
            }
        }

        @Override
        public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
            UNWRAPS.incrementAndGet();
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrapped, NONCE_BYTES), associatedData)
                    .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
        }

        private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
            if (AWAY.get()) {
                throw new RootKeyUnavailable("fake-kms does not answer");
            }
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(associatedData);
            return cipher;
        }

        @Override
        public String toString() {
            return "Kept[" + kid + "]";
        }
    }
}
