package io.flowlet.identity.internal;

import io.flowlet.identity.Revocable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A verified token, what it claimed, and when its row was last read.
 *
 * @param version of the revocation feed before the row was read
 * @param endsWith whose end or change makes the row worth another look
 */
record CheckedToken(TokenClaims claims, VerifiedToken token, Instant readAt, long version, List<Revocable> endsWith) {
    static CheckedToken of(TokenClaims claims, IssuedToken row, VerifiedToken token, Instant readAt, long version) {
        Revocable client = Revocable.client(row.client().id());
        PersonGrant grant = row.grant();
        return new CheckedToken(
                claims,
                token,
                readAt,
                version,
                grant == null
                        ? List.of(Revocable.token(row.jti()), client)
                        : List.of(
                                Revocable.grant(grant.id()),
                                Revocable.session(grant.session()),
                                Revocable.account(grant.account()),
                                client));
    }

    /** Whether its row was read less than {@code trustedFor} before {@code now}, and it still stands by itself. */
    boolean isFresh(Instant now, Duration trustedFor) {
        return now.isBefore(claims.believedUntil())
                && !token.breakGlass().endsBetween(readAt, now)
                && Duration.between(readAt, now).abs().compareTo(trustedFor) < 0;
    }
}
