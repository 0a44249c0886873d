package io.flowlet.vault;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;

/**
 * An ES256 key pair for tokens. Shows its id only; {@code kid} is the JWK thumbprint of the public key.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7638">RFC 7638</a>
 */
public final class TokenKey {
    private final String kid;
    private final ECPublicKey publicKey;
    private final ECPrivateKey privateKey;

    private TokenKey(String kid, ECPublicKey publicKey, ECPrivateKey privateKey) {
        this.kid = kid;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    static TokenKey of(KeyPair pair) {
        ECPublicKey publicKey = (ECPublicKey) pair.getPublic();
        try {
            String kid = new ECKey.Builder(Curve.P_256, publicKey)
                    .build()
                    .computeThumbprint()
                    .toString();
            return new TokenKey(kid, publicKey, (ECPrivateKey) pair.getPrivate());
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public String kid() {
        return kid;
    }

    public ECPublicKey publicKey() {
        return publicKey;
    }

    /** For the token encoder only: never logged, never put into text. */
    public ECPrivateKey privateKey() {
        return privateKey;
    }

    @Override
    public String toString() {
        return "TokenKey[" + kid + "]";
    }
}
