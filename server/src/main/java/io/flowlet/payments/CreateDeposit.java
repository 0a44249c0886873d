package io.flowlet.payments;

import io.flowlet.money.Money;
import io.flowlet.wallets.WalletId;

/**
 * Asks to put play money from the test tenant's {@code demo_funding} account into a wallet.
 *
 * @param amount positive
 */
public record CreateDeposit(WalletId to, Money amount) {}
