package io.flowlet.ledger;

/** The side on which an account's balance is ordinarily shown as a positive number. */
public enum NormalSide {
    DEBIT,
    CREDIT;

    /** {@code posted}, which is credits minus debits, as a person reads it on this side. */
    public long shown(long posted) {
        return this == CREDIT ? posted : Math.negateExact(posted);
    }
}
