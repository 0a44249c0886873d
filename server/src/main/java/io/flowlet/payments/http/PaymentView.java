package io.flowlet.payments.http;

import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Money;
import io.flowlet.payments.Payment;
import io.flowlet.payments.PaymentId;
import io.flowlet.subscribers.Disclosure;
import io.flowlet.wallets.WalletId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment as JSON.
 *
 * @param masked whether the description is masked for this caller
 */
record PaymentView(
        PaymentId id,
        String kind,
        String status,
        @Nullable WalletId fromWalletId,
        WalletId toWalletId,
        Money amount,
        @Nullable String description,
        boolean masked,
        TransactionId transactionId,
        String authority,
        Instant createdAt) {

    static PaymentView of(Payment payment, Disclosure seen) {
        return new PaymentView(
                payment.id(),
                payment.kind().code(),
                "posted",
                payment.from(),
                payment.to(),
                payment.amount(),
                seen.text(payment.description()),
                seen.isMasked(),
                new TransactionId(payment.transaction()),
                payment.authority(),
                payment.createdAt());
    }

    @Override
    public String toString() {
        return "PaymentView[" + id + "]";
    }
}
