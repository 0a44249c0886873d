package io.flowlet.ledger.internal.engine;

/**
 * What a stored transfer does. The code is stored: never renumber.
 *
 * <p>Kinds that {@linkplain #movesMoney() move money} change {@code posted} of both accounts by the amount; the others change only what is
 * held. Each of them makes a new version of both accounts.
 */
public enum TransferKind {
    POST(1, true),
    HOLD(2, false),
    CAPTURE(3, true),
    VOID(4, false),
    EXPIRE(5, false),
    REVERSAL(6, true),
    ADJUSTMENT(7, true);

    private final short code;
    private final boolean movesMoney;

    TransferKind(int code, boolean movesMoney) {
        this.code = (short) code;
        this.movesMoney = movesMoney;
    }

    public short code() {
        return code;
    }

    public boolean movesMoney() {
        return movesMoney;
    }

    /**
     * The kind that is stored as this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TransferKind ofCode(int code) {
        for (TransferKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no transfer kind has code " + code);
    }
}
