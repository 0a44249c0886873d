package io.flowlet.ledger;

/** What an account lets through. */
public enum AccountStatus {
    OPEN,
    /** Credits only. */
    DEBIT_FROZEN,
    /** Neither side. */
    FROZEN,
    /** Neither side, for good. */
    CLOSED
}
