package io.flowlet.identity.internal;

import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.identity.Client;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claims of an access token that its row is compared with, and who signed them.
 *
 * @param subject the person, or the client again
 * @param tid {@code ten_…}
 * @param jti the token's own id
 * @param kid of the key that signed it
 * @param believedUntil its end, tolerance included
 */
record TokenClaims(
        String clientId,
        String subject,
        List<String> audience,
        String tid,
        String jti,
        String kid,
        Instant believedUntil) {
    TokenClaims {
        audience = List.copyOf(audience);
    }

    /** Reads a payload of which signature, issuer, audience and times have been checked; empty if a claim is missing. */
    static Optional<TokenClaims> of(JWTClaimsSet claims, String kid, Instant believedUntil) throws ParseException {
        @Nullable String clientId = claims.getStringClaim(AccessTokenClaims.CLIENT);
        @Nullable String tid = claims.getStringClaim(AccessTokenClaims.TENANT);
        @Nullable String jti = claims.getJWTID();
        if (clientId == null || tid == null || jti == null || claims.getSubject() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenClaims(clientId, claims.getSubject(), claims.getAudience(), tid, jti, kid, believedUntil));
    }

    /**
     * Whether {@code row} is of the same token, of the same person and client in the same tenant.
     *
     * @param expected the audience of such a row
     */
    boolean tellOf(IssuedToken row, String expected) {
        Client client = row.client();
        return audience.contains(expected)
                && subject.equals(row.subject())
                && clientId.equals(client.clientId())
                && tid.equals(client.tid())
                && jti.equals(row.jti().toString());
    }
}
