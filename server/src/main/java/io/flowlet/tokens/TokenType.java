package io.flowlet.tokens;

import java.util.Locale;

/** What a token stands for. Codes are stored, never reused. */
public enum TokenType {
    /** A primary account number: 12 to 19 digits with a right check digit (ISO/IEC 7812). */
    CARD_NUMBER,
    /** An IBAN (ISO 13616). */
    ACCOUNT_NUMBER,
    /** The number of a passport, identity card or the like: 4 to 40 letters and digits. */
    DOCUMENT_NUMBER;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TokenType of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
