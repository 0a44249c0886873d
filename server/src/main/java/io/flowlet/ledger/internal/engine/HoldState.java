package io.flowlet.ledger.internal.engine;

/** Where a hold stands. The code is stored: never renumber. */
public enum HoldState {
    /** Something is still held; the only state that a command can change. */
    OPEN(0),
    CAPTURED(1),
    VOIDED(2),
    EXPIRED(3);

    private final short code;

    HoldState(int code) {
        this.code = (short) code;
    }

    public short code() {
        return code;
    }

    /**
     * The state that is stored as this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static HoldState ofCode(int code) {
        for (HoldState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no hold state has code " + code);
    }
}
