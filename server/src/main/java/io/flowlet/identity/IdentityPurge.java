package io.flowlet.identity;

import io.flowlet.identity.internal.PurgedRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Removes tokens, codes, used proofs, sessions, invitations and what else {@link PurgedRows} are, once they can never matter again. What was
 * issued stays known by its audit event. Safe to run on any number of instances at once.
 */
@Component
public final class IdentityPurge {
    private static final int CHUNK = 1_000;

    private final Transactions transactions;
    private final List<PurgedRows> purged;
    private final Clock clock;

    IdentityPurge(Transactions transactions, List<PurgedRows> purged, Clock clock) {
        this.transactions = transactions;
        this.purged = List.copyOf(purged);
        this.clock = clock;
    }

    /** One round, in short transactions; says how many rows went. */
    public int runOnce() {
        Instant now = clock.instant();
        return purged.stream()
                .mapToInt(rows -> inChunks(rows, now.minus(rows.kept())))
                .sum();
    }

    private int inChunks(PurgedRows rows, Instant before) {
        int gone = 0;
        int chunk;
        do {
            chunk = transactions.control(() -> rows.purge(before, CHUNK));
            gone += chunk;
        } while (chunk == CHUNK);
        return gone;
    }
}
