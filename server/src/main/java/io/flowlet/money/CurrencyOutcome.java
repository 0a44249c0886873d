package io.flowlet.money;

/** What a look-up of a currency code yields: the one {@link Currency} of that code, or the {@link CurrencyRefusal}. */
public sealed interface CurrencyOutcome permits Currency, CurrencyRefusal {}
