package io.flowlet.vault;

import io.flowlet.vault.internal.KeyPairs;
import io.flowlet.vault.internal.PlatformKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The installation's signing keys: ES256 for tokens, Ed25519 for audit checkpoints.
 *
 * <p>Made on the first start, the same on every instance, read once at start. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.4">RFC 7518 3.4 (ES256)</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032 (Ed25519)</a>
 */
@Component
public final class SigningKeys {
    private final List<TokenKey> tokenKeys;
    private final PrivateKey checkpointKey;
    private final byte[] checkpointPublicKey;

    SigningKeys(PlatformKeys platformKeys) {
        this.tokenKeys = List.of(TokenKey.of(platformKeys.keyPair("sign:es256", KeyPairs.P256)));
        KeyPair checkpoint = platformKeys.keyPair("sign:ed25519-audit", KeyPairs.ED25519);
        this.checkpointKey = checkpoint.getPrivate();
        this.checkpointPublicKey = KeyPairs.rawEd25519(checkpoint.getPublic());
    }

    /** Keys of access and id tokens, never empty: the first one signs, all of them are published and verify. */
    public List<TokenKey> tokenKeys() {
        return tokenKeys;
    }

    /** The raw public key of {@link #signCheckpoint}: 32 bytes, a copy. */
    public byte[] checkpointPublicKey() {
        return checkpointPublicKey.clone();
    }

    /** The Ed25519 signature of {@code message}: 64 bytes. */
    public byte[] signCheckpoint(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(checkpointKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with Ed25519", e);
        }
    }
}
