package io.flowlet.identity;

import io.flowlet.identity.internal.InvitationRows;
import io.flowlet.identity.internal.TokenRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Removes tokens and invitations that can never work again.
 *
 * <p>Token rows stay for {@link #KEPT} past their end, longer than any clock tolerance. What was issued stays known by its audit event.
 * Safe to run on any number of instances at once.
 */
@Component
public final class IdentityPurge {
    /** How long a row outlives what it stands for. */
    public static final Duration KEPT = Duration.ofMinutes(5);

    private static final int CHUNK = 1_000;

    private final Transactions transactions;
    private final TokenRows tokens;
    private final InvitationRows invitations;
    private final Clock clock;

    IdentityPurge(Transactions transactions, TokenRows tokens, InvitationRows invitations, Clock clock) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.invitations = invitations;
        this.clock = clock;
    }

    /** One round, in short transactions; says how many rows went. */
    public int runOnce() {
        Instant before = clock.instant().minus(KEPT);
        int gone = transactions.control(() -> invitations.purge(before));
        int chunk;
        do {
            chunk = transactions.control(() -> tokens.purge(before, CHUNK));
            gone += chunk;
        } while (chunk == CHUNK);
        return gone;
    }
}
