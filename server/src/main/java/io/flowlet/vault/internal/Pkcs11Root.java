package io.flowlet.vault.internal;

import io.flowlet.files.FileRefused;
import io.flowlet.files.PrivateFile;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.Pkcs11Settings;
import io.flowlet.vault.RootKey;
import io.flowlet.vault.RootKeyUnavailable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A root key in a PKCS #11 token: an AES key of 256 bits that wraps by AES-GCM inside the token and cannot leave it.
 *
 * <p>Wrapped keys look like all others ({@code 01 | first 4 bytes of the id | nonce | ciphertext | tag}). The id is the first half of the
 * tag over no text, {@link #KID_LABEL} as associated data and the one nonce that is never drawn: it tells nothing of the key and of its hash
 * key. The nonce comes from here, so a token that insists on its own cannot be used. Thread-safe.
 *
 * @see <a href="https://docs.oasis-open.org/pkcs11/pkcs11-curr/v2.40/pkcs11-curr-v2.40.html">PKCS #11 2.40, CKM_AES_GCM</a>
 */
final class Pkcs11Root implements RootKey {
    static final String KID_LABEL = "flowlet/pkcs11-root/kid/1";

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final byte FORMAT = 1;
    private static final byte[] KID_NONCE = filled(NONCE_BYTES, (byte) 0xff);
    private static final int MOST_PIN_BYTES = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TokenKeyHandle token;
    private final String kid;

    private Pkcs11Root(TokenKeyHandle token, String kid) {
        this.token = token;
        this.kid = kid;
    }

    /**
     * Signs in to the token and finds the key.
     *
     * @param settings all set
     * @throws MasterKeyRefused if, in this order: the library is missing, is no PKCS #11 module or has no such slot; the PIN file is as
     *     {@link PrivateFile} refuses it; the PIN is wrong; there is no such key; it can leave the token, is not AES-256 or cannot do AES-GCM
     */
    static Pkcs11Root open(Pkcs11Settings settings) {
        TokenKeyHandle token = TokenKeyHandle.open(settings, Pkcs11Root::pin);
        try {
            byte[] tag = seal(
                    token.provider(),
                    token.key(),
                    KID_NONCE,
                    new byte[0],
                    KID_LABEL.getBytes(StandardCharsets.US_ASCII));
            return new Pkcs11Root(token, HexFormat.of().formatHex(tag, 0, Long.BYTES));
        } catch (GeneralSecurityException | ProviderException e) {
            throw new MasterKeyRefused(
                    "the key %s cannot encrypt by AES-GCM (%s)".formatted(token.told(), TokenKeyHandle.reason(e)),
                    "the token must know CKM_AES_GCM with a nonce from outside, and the key needs CKA_ENCRYPT and CKA_DECRYPT");
        }
    }

    @Override
    public String kid() {
        return kid;
    }

    @Override
    public byte[] wrap(byte[] key, byte[] associatedData) {
        byte[] nonce = new byte[NONCE_BYTES];
        do {
            RANDOM.nextBytes(nonce);
        } while (Arrays.equals(nonce, KID_NONCE));
        try {
            byte[] sealed = seal(token.provider(), token.key(), nonce, key, associatedData);
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + sealed.length)
                    .put(FORMAT)
                    .putInt(number())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
        if (!SealingKey.isSealed(wrapped) || SealingKey.idOf(wrapped) != number()) {
            throw new AEADBadTagException("not wrapped by this key");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    token.key(),
                    new GCMParameterSpec(TAG_BITS, wrapped, HEADER_BYTES, NONCE_BYTES));
            cipher.updateAAD(associatedData);
            return cipher.doFinal(wrapped, HEADER_BYTES + NONCE_BYTES, wrapped.length - HEADER_BYTES - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    private int number() {
        return HexFormat.fromHexDigits(kid, 0, 8);
    }

    private RootKeyUnavailable unavailable(Exception e) {
        return new RootKeyUnavailable(
                "the token does not answer (%s): key %s".formatted(TokenKeyHandle.reason(e), token.told()), e);
    }

    private static byte[] seal(Provider provider, SecretKey key, byte[] nonce, byte[] clear, byte[] associatedData)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData);
        return cipher.doFinal(clear);
    }

    private static char[] pin(Path file) {
        byte[] bytes;
        try {
            bytes = new PrivateFile(
                            "PIN file",
                            file,
                            "make one: (umask 077; cat > %s), then type the PIN, Enter, Ctrl-D".formatted(file),
                            "name the file that holds the PIN")
                    .read(MOST_PIN_BYTES);
        } catch (FileRefused e) {
            throw new MasterKeyRefused(e.fault(), e.fix());
        }
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        int length = decoded.length();
        while (length > 0 && (decoded.charAt(length - 1) == '\n' || decoded.charAt(length - 1) == '\r')) {
            length--;
        }
        char[] pin = Arrays.copyOf(decoded.array(), length);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(decoded.array(), '\0');
        if (pin.length == 0) {
            throw new MasterKeyRefused(
                    "the PIN file %s is empty".formatted(file), "write the PIN into it, in one line");
        }
        return pin;
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }

    @Override
    public String toString() {
        return "Pkcs11Root[" + kid + "]";
    }
}
