package io.flowlet.tlog;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;

/**
 * The private half of a {@link VerifierKey}: signs notes with Ed25519.
 *
 * <p>Holds a secret and never shows it: no accessor, nothing in {@link #toString}. Thread-safe.
 */
public final class NoteSigner {
    private static final String ED25519 = "Ed25519";
    private static final int SEED_BYTES = 32;
    private static final int X509_BYTES = 44;

    private final PrivateKey key;
    private final VerifierKey verifier;

    private NoteSigner(PrivateKey key, VerifierKey verifier) {
        this.key = key;
        this.verifier = verifier;
    }

    /**
     * The signer of an Ed25519 key pair.
     *
     * @throws IllegalArgumentException if the name cannot name a key, or the pair is not Ed25519
     */
    public static NoteSigner of(String name, KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        if (!pair.getPrivate().getAlgorithm().equals("EdDSA") || encoded.length != X509_BYTES) {
            throw new IllegalArgumentException("not an Ed25519 key pair");
        }
        try {
            byte[] raw = Arrays.copyOfRange(encoded, encoded.length - SEED_BYTES, encoded.length);
            NoteSigner signer = new NoteSigner(pair.getPrivate(), VerifierKey.of(name, raw));
            if (signer.verifier.verifies(raw, signer.sign(raw))) {
                return signer;
            }
        } catch (Malformed e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("the halves of the key pair do not belong together");
    }

    /**
     * The signer whose RFC 8032 secret is {@code seed}: what a vault keeps.
     *
     * @param seed 32 secret bytes; not kept
     * @throws IllegalArgumentException if the name cannot name a key, or there are not 32 bytes
     */
    public static NoteSigner fromSeed(String name, byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 secret has " + SEED_BYTES + " bytes");
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
            generator.initialize(255, new Given(seed.clone()));
            KeyPair pair = generator.generateKeyPair();
            byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            if (!Arrays.equals(used, seed)) {
                throw new IllegalStateException("this Java platform does not make Ed25519 keys from 32 random bytes");
            }
            return of(name, pair);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    public String name() {
        return verifier.name();
    }

    public VerifierKey verifierKey() {
        return verifier;
    }

    byte[] sign(byte[] text) {
        try {
            Signature ed25519 = Signature.getInstance(ED25519);
            ed25519.initSign(key);
            ed25519.update(text);
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with the key of " + verifier.name(), e);
        }
    }

    @Override
    public String toString() {
        return "signer of " + verifier.name();
    }

    /** The platform derives a public key only while it makes a pair, so it is made to draw the known secret. */
    private static final class Given extends SecureRandom {
        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            if (target.length != bytes.length) {
                throw new IllegalStateException("this Java platform does not make Ed25519 keys from 32 random bytes");
            }
            System.arraycopy(bytes, 0, target, 0, bytes.length);
        }
    }
}
