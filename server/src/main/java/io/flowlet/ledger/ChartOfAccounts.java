package io.flowlet.ledger;

/**
 * The general ledger codes that Flowlet's own modules book to; a program adds its own beside them.
 *
 * <p>1 assets, 2 liabilities, 3 equity, 4 income, 5 expenses.
 */
public final class ChartOfAccounts {
    /** Money of customers at the safeguarding bank, one account a currency. */
    public static final String SAFEGUARDING_BANK = "1100";

    /** Sent by us, not yet confirmed by the bank. */
    public static final String SETTLEMENT_OUT = "1210";

    /** Announced to us, not yet on a statement. */
    public static final String SETTLEMENT_IN = "1220";

    /** Play money of a test tenant; live tenants have none. */
    public static final String DEMO_FUNDING = "1900";

    /** What we owe customers: wallets. */
    public static final String CUSTOMER_FUNDS = "2100";

    /** Received and not yet attributed to anybody. */
    public static final String SUSPENSE = "2900";

    /** Open currency positions. */
    public static final String FX_POSITION = "3100";

    /** Fees earned. */
    public static final String FEES = "4100";

    /** What rounding leaves over. */
    public static final String ROUNDING = "4900";

    /** Losses taken. */
    public static final String WRITE_OFF = "5900";

    private ChartOfAccounts() {}
}
