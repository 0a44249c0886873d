package io.flowlet.money;

/** Why a code names no currency that money can be held in, in order of precedence. */
public enum CurrencyRefusal implements CurrencyOutcome {
    /** No code of ISO 4217 List One: never assigned, withdrawn, or not spelled in upper case. */
    UNKNOWN,

    /**
     * A code of ISO 4217 without a minor unit: precious metals ({@code XAU}), accounting and bond market units
     * ({@code XDR}), the code for tests ({@code XTS}) and the one for no currency ({@code XXX}). Such a thing has no exact
     * smallest amount, so it is never money here.
     */
    WITHOUT_MINOR_UNIT
}
