package io.flowlet.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies signatures made with ES256 by one of our keys, and nothing else.
 *
 * <p>The header chooses neither algorithm nor key: another {@code alg}, an unknown {@code kid}, a key that comes along, or a critical
 * extension is refused before anything is computed. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.1">RFC 8725, 3.1</a>
 */
final class Es256 {
    // the parser would skip characters that are not base64url
    private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    private final Map<String, JWSVerifier> verifiers = new HashMap<>();

    /** @param keys by {@code kid} */
    Es256(Map<String, ECPublicKey> keys) {
        keys.forEach((kid, key) -> verifiers.put(kid, verifier(key)));
    }

    /** Reads the three parts without believing them; empty if they are not a compact JWS of the only algorithm and a key of ours. */
    Optional<JWSObject> parse(String compact) {
        if (!COMPACT.matcher(compact).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JWSObject.parse(compact)).filter(this::isOurs);
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the signature is that of the key that {@code jws} names. */
    boolean verifies(JWSObject jws) {
        JWSVerifier verifier = verifiers.get(jws.getHeader().getKeyID());
        try {
            return verifier != null && isOurs(jws) && jws.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    private boolean isOurs(JWSObject jws) {
        var header = jws.getHeader();
        return JWSAlgorithm.ES256.equals(header.getAlgorithm())
                && verifiers.containsKey(header.getKeyID())
                && header.getCriticalParams() == null
                && header.getJWK() == null
                && header.getJWKURL() == null
                && header.getX509CertURL() == null
                && header.getX509CertChain() == null
                && header.isBase64URLEncodePayload();
    }

    private static JWSVerifier verifier(ECPublicKey key) {
        try {
            return new ECDSAVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("a token key is not on P-256", e);
        }
    }
}
