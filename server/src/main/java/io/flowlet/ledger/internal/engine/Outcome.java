package io.flowlet.ledger.internal.engine;

import java.util.List;

/**
 * What became of a unit.
 *
 * <p>Precedence, first match wins: {@link Duplicate}, {@link KeyReused}; then over all legs of the unit {@link UnknownAccount}, then over all
 * legs {@link AccountControlled}, {@link AccountClosed}, {@link AccountFrozen}, {@link SameAccount}, {@link CurrencyMismatch}, each over all
 * legs before the next; then leg by leg in order {@link InsufficientFunds}, {@link CeilingExceeded}, {@link Overflow}; else {@link Posted}.
 * Within one leg the debited account is looked at before the credited one. It is the order of the problem catalogue.
 */
public sealed interface Outcome {
    /** Everything was posted: one transfer a leg, in order. */
    record Posted(List<PostedTransfer> transfers) implements Outcome {
        public Posted {
            transfers = List.copyOf(transfers);
        }
    }

    /** The same key and request as an earlier unit of this batch: its answer is the answer. */
    record Duplicate(int unit) implements Outcome {}

    /** The key of an earlier unit of this batch, with another request. */
    record KeyReused(int unit) implements Outcome {}

    /** Nothing was posted, because of one leg. */
    sealed interface Refused extends Outcome {
        Place place();
    }

    /**
     * Where a unit failed.
     *
     * @param instruction index in the unit
     * @param leg index in the instruction
     * @param account the account that refused
     */
    record Place(int instruction, int leg, long account) {}

    /** The tenant has no such account. */
    record UnknownAccount(Place place) implements Refused {}

    /** The account belongs to a module that this unit may not act for. */
    record AccountControlled(Place place) implements Refused {}

    /** The account is closed for good. */
    record AccountClosed(Place place) implements Refused {}

    /** The account is frozen for this direction. */
    record AccountFrozen(Place place) implements Refused {}

    /** A leg debits and credits the same account. */
    record SameAccount(Place place) implements Refused {}

    /** The account is kept in another currency than the leg. */
    record CurrencyMismatch(Place place) implements Refused {}

    /** The debit would leave less than the floor, holds included. */
    record InsufficientFunds(Place place) implements Refused {}

    /** The credit would leave more than the ceiling, holds included. */
    record CeilingExceeded(Place place) implements Refused {}

    /** The balance would leave {@code -Long.MAX_VALUE .. Long.MAX_VALUE}. */
    record Overflow(Place place) implements Refused {}
}
