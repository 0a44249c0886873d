package io.flowlet.ledger;

/** What an account is in the books. The code is stored: never renumber. */
public enum AccountKind {
    ASSET(1, NormalSide.DEBIT),
    LIABILITY(2, NormalSide.CREDIT),
    EQUITY(3, NormalSide.CREDIT),
    INCOME(4, NormalSide.CREDIT),
    EXPENSE(5, NormalSide.DEBIT);

    private final short code;
    private final NormalSide normalSide;

    AccountKind(int code, NormalSide normalSide) {
        this.code = (short) code;
        this.normalSide = normalSide;
    }

    public short code() {
        return code;
    }

    public NormalSide normalSide() {
        return normalSide;
    }

    /**
     * The kind that is stored as this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static AccountKind ofCode(int code) {
        for (AccountKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no account kind has code " + code);
    }
}
