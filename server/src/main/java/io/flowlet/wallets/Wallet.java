package io.flowlet.wallets;

import io.flowlet.ledger.AccountNumber;
import io.flowlet.money.Currency;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;

/** A subscriber's money in one currency. Never changes: what it holds is the balance of {@code account}. */
public record Wallet(
        WalletId id, SubscriberId subscriber, Currency currency, AccountNumber account, Instant openedAt) {}
