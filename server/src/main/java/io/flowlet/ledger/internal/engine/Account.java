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
        AccountState state) {
    public Account {
        if (posted == Long.MIN_VALUE || heldOut < 0 || heldIn < 0 || version < 0) {
            throw new IllegalArgumentException("account " + id + " is out of range");
        }
    }

    /** The next version, with another balance. */
    Account moved(long newPosted) {
        return new Account(id, owner, currency, newPosted, heldOut, heldIn, floor, ceiling, version + 1, state);
    }

    /** Whether a debit leaves at least the floor, holds included. */
    boolean coversDebit(long amountMinor) {
        return floor == null || (posted >= floor && fits(amountMinor + heldOut, posted - floor));
    }

    /** Whether a credit stays within the ceiling, holds included. */
    boolean takesCredit(long amountMinor) {
        return ceiling == null || (posted <= ceiling && fits(amountMinor + heldIn, ceiling - posted));
    }

    /** Whether the balance after a debit is in range. */
    boolean countsDebit(long amountMinor) {
        return fits(amountMinor, posted + Long.MAX_VALUE);
    }

    /** Whether the balance after a credit is in range. */
    boolean countsCredit(long amountMinor) {
        return fits(amountMinor, Long.MAX_VALUE - posted);
    }

    /** Both are sums or differences of two longs that are not negative in true arithmetic: as unsigned numbers they are exact. */
    private static boolean fits(long need, long room) {
        return Long.compareUnsigned(need, room) <= 0;
    }
}
