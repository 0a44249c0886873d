package io.flowlet.ledger.internal.engine;

/** What an account lets through. The code is stored: never renumber. */
public enum AccountState {
    OPEN(0, true, true),
    DEBIT_FROZEN(1, false, true),
    FROZEN(2, false, false),
    CLOSED(3, false, false);

    private final short code;
    private final boolean debits;
    private final boolean credits;

    AccountState(int code, boolean debits, boolean credits) {
        this.code = (short) code;
        this.debits = debits;
        this.credits = credits;
    }

    public short code() {
        return code;
    }

    public boolean letsDebitsThrough() {
        return debits;
    }

    public boolean letsCreditsThrough() {
        return credits;
    }

    /**
     * The state that is stored as this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static AccountState ofCode(int code) {
        for (AccountState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no account state has code " + code);
    }
}
