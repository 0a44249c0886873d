package io.flowlet.payments;

import io.flowlet.money.Money;
import io.flowlet.wallets.WalletId;
import org.jspecify.annotations.Nullable;

/**
 * Asks to move money from one wallet to another.
 *
 * @param amount positive
 * @param description shown to both sides; may hold personal data, so it is stored encrypted
 */
public record CreatePayment(
        WalletId from, WalletId to, Money amount, @Nullable String description) {
    @Override
    public String toString() {
        return "CreatePayment[" + from + " -> " + to + "]";
    }
}
