package io.flowlet.ledger;

/** Where a hold stands. Only an open one can be captured or released. */
public enum HoldStatus {
    /** Something is still held. */
    OPEN,
    /** Captured: nothing is held any more. */
    CAPTURED,
    /** What was not captured was given back. */
    VOIDED,
    /** Its time ran out before it was captured whole. */
    EXPIRED
}
