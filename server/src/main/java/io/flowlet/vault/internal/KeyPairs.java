package io.flowlet.vault.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** Key pairs of one kind: made, and read back from PKCS #8 and X.509. */
public final class KeyPairs {
    /** For ES256. */
    public static final KeyPairs P256 = new KeyPairs("EC", new ECGenParameterSpec("secp256r1"));

    /** For RS256 and PS256: as strong as 128 bits, which AES and P-256 are too. */
    public static final KeyPairs RSA3072 =
            new KeyPairs("RSA", new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4));

    public static final KeyPairs ED25519 = new KeyPairs("Ed25519", NamedParameterSpec.ED25519);

    private static final int ED25519_BYTES = 32;

    private final String algorithm;
    private final AlgorithmParameterSpec parameters;

    private KeyPairs(String algorithm, AlgorithmParameterSpec parameters) {
        this.algorithm = algorithm;
        this.parameters = parameters;
    }

    /** The 32 bytes of RFC 8032: the tail of the X.509 form (RFC 8410 section 4). */
    public static byte[] rawEd25519(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
    }

    KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters);
        return generator.generateKeyPair();
    }

    KeyPair read(byte[] pkcs8, byte[] x509) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(algorithm);
        return new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(x509)),
                factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }
}
