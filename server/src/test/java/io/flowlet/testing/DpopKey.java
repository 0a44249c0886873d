package io.flowlet.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** A client's key that makes DPoP proofs, and makes them wrong where a test wants it so. */
public record DpopKey(JWSAlgorithm algorithm, JWK key) {
    /** A new ES256 key. */
    public static DpopKey create() {
        try {
            return new DpopKey(JWSAlgorithm.ES256, new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A proof for a request to an OAuth endpoint. */
    public String proof(String method, String address) {
        return proof(method, address, claims -> {});
    }

    /** A proof for a request with an access token. */
    public String proof(String method, String address, String accessToken) {
        return proof(method, address, claims -> claims.claim("ath", SignIn.challenge(accessToken)));
    }

    public String proof(String method, String address, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(Instant.now()))
                .claim("htm", method)
                .claim("htu", address);
        change.accept(claims);
        return sign(header().build(), claims.build());
    }

    /** The header of a proof as it should be. */
    public JWSHeader.Builder header() {
        return new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK());
    }

    public String sign(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer());
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWSSigner signer() throws JOSEException {
        return switch (key) {
            case ECKey ec -> new ECDSASigner(ec);
            case OctetKeyPair edwards -> new Ed25519Signer(edwards);
            case RSAKey rsa -> new RSASSASigner(rsa, Set.of(AllowWeakRSAKey.getInstance()));
            case JWK other -> throw new JOSEException("no signer for " + other.getKeyType());
        };
    }
}
