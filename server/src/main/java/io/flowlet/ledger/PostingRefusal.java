package io.flowlet.ledger;

import io.flowlet.http.ProblemCode;

/**
 * Why a unit was not posted. The order is the order of precedence: the first six are looked for over all legs of the unit, one after the other;
 * the last three leg by leg.
 */
public enum PostingRefusal {
    /** The tenant has no such account. */
    UNKNOWN_ACCOUNT(ProblemCode.NOT_FOUND),
    /** The account belongs to a module that the unit does not act for. */
    ACCOUNT_CONTROLLED(ProblemCode.ACCOUNT_CONTROLLED),
    /** The account is closed. */
    ACCOUNT_CLOSED(ProblemCode.ACCOUNT_CLOSED),
    /** The account is frozen for this direction. */
    ACCOUNT_FROZEN(ProblemCode.ACCOUNT_FROZEN),
    /** Both sides are the same account. */
    SAME_ACCOUNT(ProblemCode.SAME_ACCOUNT),
    /** The account is kept in another currency. */
    CURRENCY_MISMATCH(ProblemCode.CURRENCY_MISMATCH),
    /** The debit would leave less than the floor, holds included. */
    INSUFFICIENT_FUNDS(ProblemCode.INSUFFICIENT_FUNDS),
    /** The credit would leave more than the ceiling, holds included. */
    CEILING_EXCEEDED(ProblemCode.CEILING_EXCEEDED),
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
