package io.flowlet.money;

/** Amounts of two currencies met in one operation: a fault of the caller, who converts first or keeps them apart. */
public final class CurrencyMismatch extends RuntimeException {
    CurrencyMismatch(Currency left, Currency right) {
        super("%s meets %s".formatted(left, right));
    }
}
