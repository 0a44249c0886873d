package io.flowlet.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Verifies signatures made by one of our keys with that key's own algorithm, and nothing else.
 *
 * <p>The header chooses neither algorithm nor key: an {@code alg} that is not the named key's, an unknown {@code kid}, a key that comes along, or a
 * critical extension is refused before anything is computed. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.1">RFC 8725, 3.1</a>
 */
final class TokenSignatures {
    // the parser would skip characters that are not base64url
    private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    private final Function<String, Optional<JWK>> keys;
    private final Map<JWK, JWSVerifier> verifiers = new ConcurrentHashMap<>();

    /** @param keys the public key of a {@code kid}, with its {@code alg}, if it verifies now */
    TokenSignatures(Function<String, Optional<JWK>> keys) {
        this.keys = keys;
    }

    /** Reads the three parts without believing them; empty if they are not a compact JWS of a key of ours and its algorithm. */
    Optional<JWSObject> parse(String compact) {
        if (!COMPACT.matcher(compact).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JWSObject.parse(compact))
                    .filter(jws -> keyOf(jws).isPresent());
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the signature is that of the key that {@code jws} names. */
    boolean verifies(JWSObject jws) {
        return keyOf(jws).filter(key -> verifies(jws, key)).isPresent();
    }

    private boolean verifies(JWSObject jws, JWK key) {
        try {
            return jws.verify(verifiers.computeIfAbsent(key, TokenSignatures::verifier));
        } catch (JOSEException e) {
            return false;
        }
    }

    private Optional<JWK> keyOf(JWSObject jws) {
        var header = jws.getHeader();
        boolean plain = header.getKeyID() != null
                && header.getCriticalParams() == null
                && header.getJWK() == null
                && header.getJWKURL() == null
                && header.getX509CertURL() == null
                && header.getX509CertChain() == null
                && header.isBase64URLEncodePayload();
        return plain
                ? keys.apply(header.getKeyID()).filter(key -> key.getAlgorithm().equals(header.getAlgorithm()))
                : Optional.empty();
    }

    private static JWSVerifier verifier(JWK key) {
        try {
            return switch (key.getKeyType().getValue()) {
                case "EC" -> new ECDSAVerifier(key.toECKey());
                case "RSA" -> new RSASSAVerifier(key.toRSAKey());
                default -> throw new IllegalStateException("a token key is neither on P-256 nor for RSA");
            };
        } catch (JOSEException e) {
            throw new IllegalStateException("a token key is neither on P-256 nor for RSA", e);
        }
    }
}
