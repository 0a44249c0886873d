package io.flowlet.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Key sets of clients.
 *
 * <p>What is believed of them is the public key and what it may be used for. A set with a private or symmetric key is refused as a whole: whoever
 * sends one has lost it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517</a>
 */
public final class PublicKeySets {
    private static final int LONGEST = 16_000;
    private static final int MOST_KEYS = 10;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 4_096;
    private static final Set<JWSAlgorithm> RSA = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private PublicKeySets() {}

    /** The set as it is stored, if it holds public keys only, 1 to 10, and one at least that signs. */
    public static Optional<String> canonical(String json) {
        return read(json)
                .filter(set -> set.getKeys().stream().anyMatch(PublicKeySets::signs))
                .map(set -> set.toString(true))
                .filter(text -> text.length() <= LONGEST);
    }

    /** Whether every key of the set comes with its certificate. */
    public static boolean hasCertificates(String json) {
        return read(json)
                .filter(set -> set.getKeys().stream().allMatch(key -> key.getX509CertChain() != null))
                .isPresent();
    }

    static Optional<JWKSet> read(String json) {
        if (json.length() > LONGEST * 2) {
            return Optional.empty();
        }
        try {
            JWKSet set = JWKSet.parse(json);
            boolean sound = !set.isEmpty()
                    && set.size() <= MOST_KEYS
                    && set.getKeys().stream().noneMatch(JWK::isPrivate)
                    && hasDistinctIds(set);
            return sound ? Optional.of(set) : Optional.empty();
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /**
     * The keys that a signature with {@code algorithm} can be by.
     *
     * @param kid as the header names it; null if it names none
     */
    static List<JWK> candidates(JWKSet set, JWSAlgorithm algorithm, @Nullable String kid) {
        return set.getKeys().stream()
                .filter(key -> kid == null || kid.equals(key.getKeyID()))
                .filter(PublicKeySets::signs)
                .filter(key -> key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                .filter(key -> fits(key, algorithm))
                .toList();
    }

    private static boolean hasDistinctIds(JWKSet set) {
        List<String> ids = set.getKeys().stream()
                .map(JWK::getKeyID)
                .filter(id -> id != null)
                .toList();
        return Set.copyOf(ids).size() == ids.size();
    }

    private static boolean signs(JWK key) {
        boolean forSignatures = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean forChecking =
                key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY);
        return forSignatures && forChecking && isStrong(key);
    }

    private static boolean isStrong(JWK key) {
        return switch (key) {
            case RSAKey rsa -> isStrong(rsa);
            case ECKey ec -> ec.getCurve().equals(Curve.P_256) && isOnCurve(ec);
            case OctetKeyPair pair -> pair.getCurve().equals(Curve.Ed25519);
            default -> false; // of a library, whose kinds of keys may grow
        };
    }

    private static boolean isStrong(RSAKey rsa) {
        int bits = rsa.size();
        return bits >= LEAST_RSA_BITS
                && bits <= MOST_RSA_BITS
                && rsa.getPublicExponent().decodeToBigInteger().bitLength() > 16;
    }

    private static boolean isOnCurve(ECKey key) {
        try {
            key.toECPublicKey();
            return true;
        } catch (JOSEException e) {
            return false;
        }
    }

    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        return switch (key) {
            case RSAKey rsa -> RSA.contains(algorithm);
            case ECKey ec -> algorithm.equals(JWSAlgorithm.ES256);
            case OctetKeyPair pair -> algorithm.equals(JWSAlgorithm.EdDSA);
            default -> false;
        };
    }
}
