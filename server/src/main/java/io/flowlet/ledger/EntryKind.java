package io.flowlet.ledger;

/** What made an entry. */
public enum EntryKind {
    POST,
    HOLD,
    CAPTURE,
    VOID,
    EXPIRE,
    REVERSAL,
    ADJUSTMENT
}
