package io.flowlet.money;

/** What reading a decimal string as an amount yields: the {@link Money}, or the {@link MoneyRefusal}. */
public sealed interface MoneyOutcome permits Money, MoneyRefusal {}
