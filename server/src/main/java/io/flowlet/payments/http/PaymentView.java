package io.flowlet.payments.http;

import io.flowlet.ledger.TransactionId;
import io.flowlet.money.Money;
import io.flowlet.payments.Payment;
import io.flowlet.payments.PaymentId;
import io.flowlet.wallets.WalletId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A payment as JSON. */
record PaymentView(
        PaymentId id,
        String kind,
        String status,
        @Nullable WalletId fromWalletId,
        WalletId toWalletId,
        Money amount,
        @Nullable String description,
        TransactionId transactionId,
        String authority,
        Instant createdAt) {

    static PaymentView of(Payment payment) {
        return new PaymentView(
                payment.id(),
                payment.kind().code(),
                "posted",
                payment.from(),
                payment.to(),
                payment.amount(),
                payment.description(),
                new TransactionId(payment.transaction()),
                payment.authority(),
                payment.createdAt());
    }

    @Override
    public String toString() {
        return "PaymentView[" + id + "]";
    }
}
