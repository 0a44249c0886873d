package io.flowlet.identity.internal;

import java.time.Duration;
import java.time.Instant;

/** A verified token, what it claimed, and when its row was last read. */
record CheckedToken(TokenClaims claims, VerifiedToken token, Instant readAt) {
    boolean isFresh(Instant now, Duration trustedFor) {
        return now.isBefore(claims.believedUntil())
                && !token.breakGlass().endsBetween(readAt, now)
                && Duration.between(readAt, now).abs().compareTo(trustedFor) < 0;
    }
}
