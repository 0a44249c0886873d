package io.flowlet.tokens;

import java.util.Locale;

/** What a value is shown for. Codes are stored, never reused. */
public enum RevealPurpose {
    /** Handing it to a scheme, bank or processor that carries a payment out. */
    PAYMENT,
    /** A complaint or chargeback. */
    DISPUTE,
    FRAUD_INVESTIGATION,
    /** An order of a court or authority. */
    LEGAL_REQUEST,
    /** The subscriber asks about own data. */
    SUBSCRIBER_REQUEST;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
