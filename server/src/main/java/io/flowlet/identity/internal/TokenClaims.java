package io.flowlet.identity.internal;

import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.identity.Client;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claims of an access token that its row is compared with.
 *
 * @param tid {@code ten_…}
 * @param jti the token's own id
 * @param believedUntil its end, tolerance included
 */
record TokenClaims(String clientId, String tid, String jti, Instant believedUntil) {
    /** Reads a payload of which signature, issuer, audience and times have been checked; empty if a claim is missing. */
    static Optional<TokenClaims> of(JWTClaimsSet claims, Instant believedUntil) throws ParseException {
        @Nullable String clientId = claims.getStringClaim(AccessTokenClaims.CLIENT);
        @Nullable String tid = claims.getStringClaim(AccessTokenClaims.TENANT);
        @Nullable String jti = claims.getJWTID();
        if (clientId == null || tid == null || jti == null || !clientId.equals(claims.getSubject())) {
            return Optional.empty();
        }
        return Optional.of(new TokenClaims(clientId, tid, jti, believedUntil));
    }

    /** Whether {@code row} is of the same token, of the same client in the same tenant. */
    boolean tellOf(IssuedToken row) {
        Client client = row.client();
        return clientId.equals(client.clientId())
                && tid.equals(client.tid())
                && jti.equals(row.jti().toString());
    }
}
