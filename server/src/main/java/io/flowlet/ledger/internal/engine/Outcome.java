package io.flowlet.ledger.internal.engine;

import java.util.List;

/**
 * What became of a unit.
 *
 * <p>Precedence, first match wins. {@link Duplicate}, {@link KeyReused}. Then, each over all legs of the unit before the next: {@link
 * UnknownAccount}, {@link UnknownHold}, {@link AccountControlled}, {@link AccountClosed}, {@link AccountFrozen}, {@link HoldNotOpen}, {@link
 * HoldExpired}, {@link AlreadyReversed}, {@link PeriodClosed}, {@link ValueAtInFuture}, {@link SameAccount}, {@link CurrencyMismatch}. Then leg
 * by leg, in the order in which they are posted: {@link HoldNotOpen} and {@link AlreadyReversed} when an earlier command of the unit was the
 * reason, {@link CaptureLimitExceeded}, {@link ReversalExceedsRest}, {@link InsufficientFunds}, {@link CeilingExceeded}, {@link
 * MovementLimitExceeded}, {@link Overflow}. Else {@link Posted}. Within one leg the debited account is looked at before the credited one. It is
 * the order of the problem catalogue.
 */
public sealed interface Outcome {
    /**
     * Everything was posted.
     *
     * @param transfers in the order of their posting: one a leg, for a reversal only those parts of which something was left
     * @param holds those that the unit placed or changed, as it left them
     */
    record Posted(List<PostedTransfer> transfers, List<Held> holds) implements Outcome {
        public Posted {
            transfers = List.copyOf(transfers);
            holds = List.copyOf(holds);
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
     * @param leg index in the instruction, as the instruction names its legs or parts
     * @param account the account that refused
     */
    record Place(int instruction, int leg, long account) {}

    /** The tenant has no such account. */
    record UnknownAccount(Place place) implements Refused {}

    /** The tenant has no such hold between these accounts. */
    record UnknownHold(Place place) implements Refused {}

    /** The account belongs to a module that this unit may not act for. */
    record AccountControlled(Place place) implements Refused {}

    /** The account is closed for good. */
    record AccountClosed(Place place) implements Refused {}

    /** The account is frozen for this direction. */
    record AccountFrozen(Place place) implements Refused {}

    /** Nothing is held any more. */
    record HoldNotOpen(Place place) implements Refused {}

    /** The hold's time is over; for an expiry: has not come. */
    record HoldExpired(Place place) implements Refused {}

    /** Nothing is left of any part. */
    record AlreadyReversed(Place place) implements Refused {}

    /** The value date lies in a closed period. */
    record PeriodClosed(Place place) implements Refused {}

    /** The value date is later than the booking. */
    record ValueAtInFuture(Place place) implements Refused {}

    /** A leg debits and credits the same account. */
    record SameAccount(Place place) implements Refused {}

    /** The account is kept in another currency than the leg. */
    record CurrencyMismatch(Place place) implements Refused {}

    /** Captures would move more than the hold's limit. */
    record CaptureLimitExceeded(Place place) implements Refused {}

    /** More would move back than is left of the transfer. */
    record ReversalExceedsRest(Place place) implements Refused {}

    /** The debit would leave less than the floor, holds included. */
    record InsufficientFunds(Place place) implements Refused {}

    /** The credit would leave more than the ceiling, holds included. */
    record CeilingExceeded(Place place) implements Refused {}

    /** The account would be debited or credited more than a limit of the posting allows. */
    record MovementLimitExceeded(Place place) implements Refused {}

    /** The balance or a held amount would leave {@code -Long.MAX_VALUE .. Long.MAX_VALUE}. */
    record Overflow(Place place) implements Refused {}
}
