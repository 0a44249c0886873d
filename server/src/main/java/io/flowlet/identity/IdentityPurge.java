package io.flowlet.identity;

import io.flowlet.identity.internal.Challenges;
import io.flowlet.identity.internal.CodeRows;
import io.flowlet.identity.internal.InvitationRows;
import io.flowlet.identity.internal.ResetRows;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.StaffInvitationRows;
import io.flowlet.identity.internal.StepRows;
import io.flowlet.identity.internal.TokenRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Removes tokens, codes, sessions and invitations that can never work again.
 *
 * <p>Token rows stay for {@link #KEPT} past their end, longer than any clock tolerance. What was issued stays known by its audit event.
 * Safe to run on any number of instances at once.
 */
@Component
public final class IdentityPurge {
    /** How long a row outlives what it stands for. */
    public static final Duration KEPT = Duration.ofMinutes(5);

    /** How long a code that is used again is known for one. */
    private static final Duration REPLAYS_KNOWN = Duration.ofDays(1);

    /** How long a link counts among those of an account. */
    private static final Duration RESETS_COUNTED = Duration.ofHours(1);

    private static final int CHUNK = 1_000;

    private final Transactions transactions;
    private final TokenRows tokens;
    private final SessionRows sessions;
    private final StepRows steps;
    private final Challenges challenges;
    private final ResetRows resets;
    private final CodeRows codes;
    private final InvitationRows invitations;
    private final StaffInvitationRows staffInvitations;
    private final Clock clock;

    IdentityPurge(
            Transactions transactions,
            TokenRows tokens,
            SessionRows sessions,
            StepRows steps,
            Challenges challenges,
            ResetRows resets,
            CodeRows codes,
            InvitationRows invitations,
            StaffInvitationRows staffInvitations,
            Clock clock) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.sessions = sessions;
        this.steps = steps;
        this.challenges = challenges;
        this.resets = resets;
        this.codes = codes;
        this.invitations = invitations;
        this.staffInvitations = staffInvitations;
        this.clock = clock;
    }

    /** One round, in short transactions; says how many rows went. */
    public int runOnce() {
        Instant before = clock.instant().minus(KEPT);
        int gone = transactions.control(() -> invitations.purge(before) + staffInvitations.purge(before));
        gone += inChunks(() -> tokens.purge(before, CHUNK));
        gone += inChunks(() -> codes.purge(before.minus(REPLAYS_KNOWN), CHUNK));
        gone += inChunks(() -> resets.purge(before.minus(RESETS_COUNTED), CHUNK));
        gone += inChunks(() -> challenges.purge(before, CHUNK));
        gone += inChunks(() -> steps.purge(before, CHUNK));
        return gone + inChunks(() -> sessions.purge(before, CHUNK));
    }

    private int inChunks(Supplier<Integer> purge) {
        int gone = 0;
        int chunk;
        do {
            chunk = transactions.control(purge);
            gone += chunk;
        } while (chunk == CHUNK);
        return gone;
    }
}
