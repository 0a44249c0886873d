package io.flowlet.bench.tokens;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** What the signature of a token costs alone: ECDSA on P-256 over 700 bytes, by Java's own provider. */
final class BareSignature {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BYTES = 700;
    private static final int WARM = 3_000;
    private static final int MEASURED = 3_000;
    private static final double NANOS_A_MICRO = 1e3;

    private BareSignature() {}

    /** CPU of one. */
    static double micros() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        sign(pair, WARM);
        long before = THREADS.getCurrentThreadCpuTime();
        sign(pair, MEASURED);
        return (THREADS.getCurrentThreadCpuTime() - before) / NANOS_A_MICRO / MEASURED;
    }

    private static void sign(KeyPair pair, int times) throws GeneralSecurityException {
        byte[] message = new byte[BYTES];
        for (int i = 0; i < times; i++) {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            message[i % BYTES] ^= signature.sign()[0];
        }
    }
}
