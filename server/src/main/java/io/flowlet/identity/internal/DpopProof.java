package io.flowlet.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A DPoP proof that has been read and not been believed yet.
 *
 * <p>The key is the header's own, so the header is held to what it must be before anything is computed: one of {@link #ALGORITHMS}, with a public key
 * of just that sort and of a size that costs little to verify.
 *
 * @param key public
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.2">RFC 9449, 4.2</a>
 */
record DpopProof(JWSObject jws, JWK key, JWTClaimsSet claims) {
    /** Those of FAPI 2.0 (5.4): a proof by an RSA key is padded with PSS or not at all. */
    static final List<String> ALGORITHMS = List.of("ES256", "PS256", "EdDSA");

    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");
    // the parser would skip characters that are not base64url
    private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final int LONGEST = 4_096;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 4_096;

    /** Empty for every text that is no proof. */
    static Optional<DpopProof> read(String text) {
        if (text.length() > LONGEST || !COMPACT.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            JWSObject jws = JWSObject.parse(text);
            @Nullable JWK key = jws.getHeader().getJWK();
            return key == null || !isSound(jws.getHeader(), key)
                    ? Optional.empty()
                    : Optional.of(new DpopProof(
                            jws, key, JWTClaimsSet.parse(jws.getPayload().toString())));
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Whether whoever made it holds the private half of {@link #key}. */
    boolean verifies() {
        try {
            return jws.verify(verifier());
        } catch (JOSEException | IllegalArgumentException e) {
            return false; // for example a point that is not on the curve
        }
    }

    /** RFC 7638. */
    String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private JWSVerifier verifier() throws JOSEException {
        return switch (key) {
            case ECKey ec -> new ECDSAVerifier(ec);
            case OctetKeyPair edwards -> new Ed25519Verifier(edwards);
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case JWK other -> throw new JOSEException("no key of ours: " + other.getKeyType());
        };
    }

    private static boolean isSound(JWSHeader header, JWK key) {
        return TYPE.equals(header.getType())
                && fits(header.getAlgorithm(), key)
                && !key.isPrivate()
                && header.getCriticalParams() == null
                && header.getJWKURL() == null
                && header.getX509CertURL() == null
                && header.getX509CertChain() == null
                && header.isBase64URLEncodePayload();
    }

    /** Whether a signature by {@code key} may be one of {@code algorithm}. */
    static boolean fits(JWSAlgorithm algorithm, JWK key) {
        boolean meant = (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
        return meant && isOfItsSort(algorithm, key);
    }

    private static boolean isOfItsSort(JWSAlgorithm algorithm, JWK key) {
        return switch (key) {
            case ECKey ec -> algorithm.equals(JWSAlgorithm.ES256) && Curve.P_256.equals(ec.getCurve());
            case OctetKeyPair edwards ->
                algorithm.equals(JWSAlgorithm.EdDSA) && Curve.Ed25519.equals(edwards.getCurve());
            case RSAKey rsa ->
                algorithm.equals(JWSAlgorithm.PS256) && rsa.size() >= LEAST_RSA_BITS && rsa.size() <= MOST_RSA_BITS;
            case JWK other -> false;
        };
    }
}
