package io.flowlet.ledger.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * An account as it was locked, or as a batch has left it so far. Immutable.
 *
 * @param id internal number, unique over all tenants
 * @param owner the module that controls the account
 * @param currency ISO 4217 number
 * @param posted credits minus debits, minor units; never {@link Long#MIN_VALUE}, so that it can be shown on either side
 * @param heldOut what holds will debit, minor units, {@code >= 0}
 * @param heldIn what holds will credit, minor units, {@code >= 0}
 * @param floor least {@code posted - heldOut} that a debit may leave; null for none
 * @param ceiling greatest {@code posted + heldIn} that a credit may leave; null for none
 * @param version number of the last entry, 0 before the first
 * @param state what it lets through
 * @param counters what moved it lately, for limits of a day or a month
 */
public record Account(
        long id,
        String owner,
        short currency,
        long posted,
        long heldOut,
        long heldIn,
        @Nullable Long floor,
        @Nullable Long ceiling,
        long version,
        AccountState state,
        Counters counters) {
    public Account {
        if (posted == Long.MIN_VALUE || heldOut < 0 || heldIn < 0 || version < 0) {
            throw new IllegalArgumentException("account " + id + " is out of range");
        }
    }

    /** The next version, after a debit and a change of what is held. */
    Account debited(long movedMinor, long heldMinor, Booking booking) {
        Counters moved = movedMinor == 0 ? counters : counters.on(booking).debited(movedMinor);
        return next(posted - movedMinor, heldOut + heldMinor, heldIn, moved);
    }

    /** The next version, after a credit and a change of what is expected. */
    Account credited(long movedMinor, long heldMinor, Booking booking) {
        Counters moved = movedMinor == 0 ? counters : counters.on(booking).credited(movedMinor);
        return next(posted + movedMinor, heldOut, heldIn + heldMinor, moved);
    }

    private Account next(long newPosted, long newHeldOut, long newHeldIn, Counters newCounters) {
        return new Account(
                id, owner, currency, newPosted, newHeldOut, newHeldIn, floor, ceiling, version + 1, state, newCounters);
    }

    /** Whether a debit leaves at least the floor, holds included. */
    boolean coversDebit(long amountMinor) {
        return floor == null || (posted >= floor && fits(amountMinor + heldOut, posted - floor));
    }

    /** Whether a credit stays within the ceiling, holds included. */
    boolean takesCredit(long amountMinor) {
        return ceiling == null || (posted <= ceiling && fits(amountMinor + heldIn, ceiling - posted));
    }

    /** Whether the limit lets so much more through, what is held included. */
    boolean staysWithin(MovementLimit limit, long amountMinor, Booking booking) {
        long held = limit.side() == MovementLimit.Side.DEBIT ? heldOut : heldIn;
        long room = limit.mostMinor() - counters.on(booking).of(limit.side(), limit.window());
        return amountMinor <= room && held <= room - amountMinor;
    }

    /** Whether balance and held amount after a debit are in range. */
    boolean countsDebit(long movedMinor, long heldMinor) {
        return fits(movedMinor, posted + Long.MAX_VALUE) && heldMinor <= Long.MAX_VALUE - heldOut;
    }

    /** Whether balance and expected amount after a credit are in range. */
    boolean countsCredit(long movedMinor, long heldMinor) {
        return fits(movedMinor, Long.MAX_VALUE - posted) && heldMinor <= Long.MAX_VALUE - heldIn;
    }

    /** Both are sums or differences of two longs that are not negative in true arithmetic: as unsigned numbers they are exact. */
    private static boolean fits(long need, long room) {
        return Long.compareUnsigned(need, room) <= 0;
    }
}
