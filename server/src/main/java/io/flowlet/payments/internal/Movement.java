package io.flowlet.payments.internal;

import io.flowlet.actor.Caller;
import io.flowlet.money.Money;
import io.flowlet.payments.Payment;
import io.flowlet.payments.PaymentId;
import io.flowlet.wallets.WalletId;
import org.jspecify.annotations.Nullable;

/**
 * A payment that was decided on and not yet posted.
 *
 * @param from null for a deposit
 */
public record Movement(
        Caller caller,
        PaymentId id,
        Payment.Kind kind,
        @Nullable WalletId from,
        WalletId to,
        Money amount,
        @Nullable String description) {
    @Override
    public String toString() {
        return "Movement[" + id + "]";
    }
}
