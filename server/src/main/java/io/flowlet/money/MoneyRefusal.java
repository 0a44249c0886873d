package io.flowlet.money;

/** Why a decimal string is no amount of a currency, in order of precedence. */
public enum MoneyRefusal implements MoneyOutcome {
    /** Longer than {@link Money#MAX_TEXT_LENGTH} characters; nothing of it was read. */
    TOO_LONG,

    /** Not a plain decimal number: empty, blanks, a plus, an exponent, a leading zero, a grouping sign, a bare point, other digits. */
    MALFORMED,

    /** More decimals than the currency's minor unit has, even if they are zeros: refused, never rounded. */
    TOO_MANY_DECIMALS,

    /** Well-formed, but outside the minor units that a {@code long} holds. */
    OUT_OF_RANGE
}
