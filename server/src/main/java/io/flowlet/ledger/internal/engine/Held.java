package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hold as it was read under the locks of its accounts, or as a batch has left it so far. Immutable; amounts in minor units.
 *
 * @param id of the transaction that placed it
 * @param currency ISO 4217 number
 * @param amountMinor held at first, {@code > 0}
 * @param remainingMinor held now, {@code > 0} while it is open, else 0
 * @param capturedMinor moved by captures so far, {@code >= 0}
 * @param captureLimitMinor most that captures may move in all, {@code >= amountMinor}
 * @param expiresAt from then on it cannot be captured; null for never
 */
public record Held(
        UUID id,
        long debitAccount,
        long creditAccount,
        short currency,
        long amountMinor,
        long remainingMinor,
        long capturedMinor,
        long captureLimitMinor,
        @Nullable Instant expiresAt,
        HoldState state,
        Instant placedAt) {
    public Held {
        if (remainingMinor < 0 || capturedMinor < 0 || capturedMinor > captureLimitMinor) {
            throw new IllegalArgumentException("hold " + id + " is out of range");
        }
    }

    boolean isOpen() {
        return state == HoldState.OPEN;
    }

    /** Whether it has a time that has come. */
    boolean isDue(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    /** Whether it is the hold that a command means, between the accounts that the command has locked. */
    boolean is(HoldRef ref) {
        return debitAccount == ref.debitAccount() && creditAccount == ref.creditAccount() && currency == ref.currency();
    }

    /** What captures may still move. */
    long capturableMinor() {
        return captureLimitMinor - capturedMinor;
    }

    Held captured(long movedMinor, long releasedMinor) {
        long remaining = remainingMinor - releasedMinor;
        return left(remaining, capturedMinor + movedMinor, remaining == 0 ? HoldState.CAPTURED : HoldState.OPEN);
    }

    /** Everything is given back. */
    Held released(HoldState end) {
        return left(0, capturedMinor, end);
    }

    private Held left(long remaining, long captured, HoldState next) {
        return new Held(
                id,
                debitAccount,
                creditAccount,
                currency,
                amountMinor,
                remaining,
                captured,
                captureLimitMinor,
                expiresAt,
                next,
                placedAt);
    }
}
