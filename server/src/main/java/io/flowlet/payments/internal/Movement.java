package io.flowlet.payments.internal;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.ledger.PostedTransaction;
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
    /** The payment that it became. */
    public Payment posted(PostedTransaction transaction) {
        return new Payment(
                id,
                kind,
                from,
                to,
                amount,
                description,
                transaction.id().value(),
                caller.actor().principal(),
                authority(),
                transaction.bookedAt());
    }

    /** What the route demanded of the caller before anything began. */
    private String authority() {
        return switch (kind) {
            case PAYMENT -> caller.actor().kind() == ActorKind.SUBSCRIBER ? "payments:write" : "payments:on_behalf";
            case DEPOSIT -> "deposits:write";
        };
    }

    @Override
    public String toString() {
        return "Movement[" + id + "]";
    }
}
