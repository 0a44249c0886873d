package io.flowlet.ledger;

import io.flowlet.http.ProblemCode;

/**
 * Why a unit was not posted. The order is the order of precedence: those up to {@link #CURRENCY_MISMATCH} are looked for over all legs of the
 * unit, one after the other; the others leg by leg.
 */
public enum PostingRefusal {
    /** The tenant has no such account. */
    UNKNOWN_ACCOUNT(ProblemCode.NOT_FOUND),
    /** The tenant has no such hold. */
    UNKNOWN_HOLD(ProblemCode.NOT_FOUND),
    /** The account belongs to a module that the unit does not act for. */
    ACCOUNT_CONTROLLED(ProblemCode.ACCOUNT_CONTROLLED),
    /** The account is closed. */
    ACCOUNT_CLOSED(ProblemCode.ACCOUNT_CLOSED),
    /** The account is frozen for this direction. */
    ACCOUNT_FROZEN(ProblemCode.ACCOUNT_FROZEN),
    /** The hold was captured whole, voided, or has expired. */
    HOLD_NOT_OPEN(ProblemCode.HOLD_NOT_OPEN),
    /** The hold's time is over, or, for an expiry, it has not come. */
    HOLD_EXPIRED(ProblemCode.HOLD_EXPIRED),
    /** Nothing is left that could move back. */
    ALREADY_REVERSED(ProblemCode.ALREADY_REVERSED),
    /** The value date lies in a closed period. */
    PERIOD_CLOSED(ProblemCode.PERIOD_CLOSED),
    /** The value date is later than the booking. */
    VALUE_AT_IN_FUTURE(ProblemCode.VALUE_AT_IN_FUTURE),
    /** Both sides are the same account. */
    SAME_ACCOUNT(ProblemCode.SAME_ACCOUNT),
    /** The account is kept in another currency. */
    CURRENCY_MISMATCH(ProblemCode.CURRENCY_MISMATCH),
    /** The captures would move more than the hold's limit. */
    CAPTURE_LIMIT_EXCEEDED(ProblemCode.CAPTURE_LIMIT_EXCEEDED),
    /** More would move back than is left of the original. */
    REVERSAL_EXCEEDS_REST(ProblemCode.REVERSAL_EXCEEDS_REST),
    /** The debit would leave less than the floor, holds included. */
    INSUFFICIENT_FUNDS(ProblemCode.INSUFFICIENT_FUNDS),
    /** The credit would leave more than the ceiling, holds included. */
    CEILING_EXCEEDED(ProblemCode.CEILING_EXCEEDED),
    /** A cap of the posting would be exceeded. */
    MOVEMENT_LIMIT_EXCEEDED(ProblemCode.MOVEMENT_LIMIT_EXCEEDED),
    /** The balance would leave the range of exact amounts. */
    OUT_OF_RANGE(ProblemCode.AMOUNT_OUT_OF_RANGE);

    private final ProblemCode problem;

    PostingRefusal(ProblemCode problem) {
        this.problem = problem;
    }

    /** How the API says it. */
    public ProblemCode problem() {
        return problem;
    }
}
