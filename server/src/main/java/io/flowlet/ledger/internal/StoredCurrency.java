package io.flowlet.ledger.internal;

import io.flowlet.money.Currency;
import io.flowlet.money.CurrencyRefusal;

/** Currencies as the ledger's tables keep them: by ISO 4217 number. */
final class StoredCurrency {
    private StoredCurrency() {}

    static Currency of(int numericCode) {
        return switch (Currency.lookup(numericCode)) {
            case Currency currency -> currency;
            case CurrencyRefusal refusal ->
                throw new IllegalStateException("stored currency " + numericCode + ": " + refusal);
        };
    }

    static short code(Currency currency) {
        return (short) currency.numericCode();
    }
}
