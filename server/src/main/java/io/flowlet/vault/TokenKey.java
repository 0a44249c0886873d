package io.flowlet.vault;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/**
 * A key pair for tokens of one algorithm. Shows its id only; {@code kid} is the JWK thumbprint of the public key.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7638">RFC 7638</a>
 */
public final class TokenKey {
    private final TokenAlgorithm algorithm;
    private final JWK publicKey;
    private final JWK pair;

    private TokenKey(TokenAlgorithm algorithm, JWK pair) {
        this.algorithm = algorithm;
        this.pair = pair;
        this.publicKey = pair.toPublicJWK();
    }

    static TokenKey of(TokenAlgorithm algorithm, KeyPair pair) {
        return new TokenKey(
                algorithm,
                switch (algorithm) {
                    case ES256 -> ec(pair);
                    case RS256, PS256 -> rsa(algorithm, pair);
                });
    }

    private static ECKey ec(KeyPair pair) {
        try {
            return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                    .privateKey((ECPrivateKey) pair.getPrivate())
                    .algorithm(TokenAlgorithm.ES256.jws())
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static RSAKey rsa(TokenAlgorithm algorithm, KeyPair pair) {
        try {
            return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                    .privateKey((RSAPrivateKey) pair.getPrivate())
                    .algorithm(algorithm.jws())
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public String kid() {
        return publicKey.getKeyID();
    }

    public TokenAlgorithm algorithm() {
        return algorithm;
    }

    /** The public half, with {@code kid}, {@code alg} and {@code use}. */
    public JWK publicKey() {
        return publicKey;
    }

    /** Both halves, for the token encoder only: never logged, never put into text. */
    public JWK pair() {
        return pair;
    }

    @Override
    public String toString() {
        return "TokenKey[" + kid() + "]";
    }
}
