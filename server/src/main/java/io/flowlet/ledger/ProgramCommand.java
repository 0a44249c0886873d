package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a program asks of its own books: accounts, holds and transactions by their public ids. */
public sealed interface ProgramCommand {
    /** Fewest and most lines of {@link Enter}; so many make at most 99 legs. */
    int MIN_ENTRIES = 2;

    int MAX_ENTRIES = 100;

    /**
     * Posts legs.
     *
     * @param legs 1 to {@value Posting#MAX_LEGS}, posted in their order
     * @param valueAt when it takes effect, not later than it is booked; null for the moment it is booked
     */
    record Transact(List<Leg> legs, @Nullable Instant valueAt) implements ProgramCommand {
        public Transact {
            legs = List.copyOf(legs);
        }
    }

    /** One movement of a positive amount. */
    record Leg(AccountId debit, AccountId credit, Money amount) {}

    /**
     * Posts what journal lines say, each naming one side of one account; refused unless debits and credits are equal in every currency.
     *
     * @param entries {@value #MIN_ENTRIES} to {@value #MAX_ENTRIES}; they are paired into legs in their order, see the reference
     */
    record Enter(List<Line> entries, @Nullable Instant valueAt) implements ProgramCommand {
        public Enter {
            entries = List.copyOf(entries);
        }
    }

    /** One side of one account, with a positive amount. */
    record Line(AccountId account, Side side, Money amount) {}

    /** Which side of its account a line stands on. */
    enum Side {
        DEBIT,
        CREDIT
    }

    /**
     * Holds money on one account for another.
     *
     * @param captureLimit most that captures may move in all, at least {@code amount}, in its currency
     * @param expiresAt from then on it cannot be captured; null for never
     */
    record Place(
            AccountId debit,
            AccountId credit,
            Money amount,
            Money captureLimit,
            @Nullable Instant expiresAt) implements ProgramCommand {}

    /**
     * Moves what is held.
     *
     * @param amount null for all that is still held
     * @param last whether what is not captured now is given back
     */
    record Capture(
            HoldId hold,
            @Nullable Money amount,
            boolean last,
            @Nullable Instant valueAt) implements ProgramCommand {}

    /** Gives back what is still held. */
    record Release(HoldId hold) implements ProgramCommand {}

    /**
     * Moves back what a transaction moved.
     *
     * @param parts each leg of the original once; none for all that is left of every leg
     */
    record Reverse(
            TransactionId transaction,
            List<Part> parts,
            @Nullable Instant valueAt) implements ProgramCommand {
        public Reverse {
            parts = List.copyOf(parts);
        }
    }

    /**
     * One leg that moves back.
     *
     * @param leg its place in the original, from 0
     * @param amount null for all that is left of it
     */
    record Part(int leg, @Nullable Money amount) {}
}
