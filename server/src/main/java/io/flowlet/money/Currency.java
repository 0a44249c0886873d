package io.flowlet.money;

import java.util.List;

/**
 * A currency or fund of ISO 4217 List One that has a minor unit.
 *
 * <p>There is exactly one instance a code, so {@code ==} and {@code equals} agree. Codes are three upper case letters and
 * match exactly; numeric codes are 1 to 999; a minor unit has 0 to 4 decimal digits. A code that the standard withdraws
 * leaves the table with the release that adopts the amendment. Immutable and thread-safe; look-ups allocate nothing.
 *
 * <p>Errors, in order: {@link CurrencyRefusal#UNKNOWN}, {@link CurrencyRefusal#WITHOUT_MINOR_UNIT}.
 *
 * @see <a href="https://www.iso.org/iso-4217-currency-codes.html">ISO 4217</a>
 */
public final class Currency implements CurrencyOutcome {
    private final String code;
    private final int numericCode;
    private final int digits;
    private final String name;

    /** For {@link Iso4217} alone: a currency that is not of the table must not exist. */
    Currency(String code, int numericCode, int digits, String name) {
        this.code = code;
        this.numericCode = numericCode;
        this.digits = digits;
        this.name = name;
    }

    /** The currency of an alphabetic code that came from outside, or why there is none. */
    public static CurrencyOutcome lookup(String code) {
        return Iso4217.TABLE.byCode(code);
    }

    /** The currency of a numeric code that came from outside, or why there is none; any {@code int} is answered. */
    public static CurrencyOutcome lookup(int numericCode) {
        return Iso4217.TABLE.byNumericCode(numericCode);
    }

    /**
     * The currency of a numeric code that was stored by us.
     *
     * @throws IllegalArgumentException if it is none; a number from outside goes through {@link #lookup(int)}
     */
    public static Currency of(int numericCode) {
        return switch (lookup(numericCode)) {
            case Currency currency -> currency;
            case CurrencyRefusal refusal ->
                throw new IllegalArgumentException("no currency: " + numericCode + ", " + refusal);
        };
    }

    /**
     * The currency of a code that the caller knows to be one.
     *
     * @throws IllegalArgumentException if it is not; text from outside goes through {@link #lookup(String)}
     */
    public static Currency of(String code) {
        return switch (lookup(code)) {
            case Currency currency -> currency;
            case CurrencyRefusal refusal -> throw new IllegalArgumentException("no currency: " + code + ", " + refusal);
        };
    }

    /** Every currency, ordered by code. */
    public static List<Currency> all() {
        return Iso4217.TABLE.currencies();
    }

    /** The alphabetic code, for example {@code EUR}. */
    public String code() {
        return code;
    }

    /** The numeric code, for example 978; 8 is written {@code 008} in the standard. */
    public int numericCode() {
        return numericCode;
    }

    /** How many decimal digits the minor unit has, 0 to 4: {@code EUR} 2, {@code JPY} 0, {@code BHD} 3. */
    public int digits() {
        return digits;
    }

    /** The name as the standard spells it, for example {@code Pound Sterling}. */
    public String name() {
        return name;
    }

    /** The alphabetic code. */
    @Override
    public String toString() {
        return code;
    }
}
