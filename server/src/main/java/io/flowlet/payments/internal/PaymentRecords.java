package io.flowlet.payments.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.payments.Payment;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.wallets.WalletId;
import io.flowlet.wallets.Wallets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The payments of a subscriber's wallets. Whose the other side is, is not told. Descriptions go with the key of who paid. */
@Component
final class PaymentRecords implements SubjectRecords {
    private static final int CHUNK = 500;

    private final PaymentRows rows;
    private final Wallets wallets;

    PaymentRecords(PaymentRows rows, Wallets wallets) {
        this.rows = rows;
        this.wallets = wallets;
    }

    @Override
    public String section() {
        return "payments";
    }

    @Override
    public Set<String> toldColumns() {
        return Set.of("payments.payment.description");
    }

    @Override
    public Map<String, @Nullable Object> told(TenantId tenant, SubscriberId subscriber) {
        List<WalletId> own = wallets.of(tenant, subscriber);
        List<Payment> payments = own.isEmpty()
                ? List.of()
                : Paging.all(
                        CHUNK,
                        paging -> rows.listOf(tenant, own, paging),
                        payment -> payment.id().value());
        List<Map<String, @Nullable Object>> all =
                payments.stream().map(payment -> told(own, payment)).toList();
        return all.isEmpty() ? Map.of() : Map.of("payments", all);
    }

    private static Map<String, @Nullable Object> told(List<WalletId> own, Payment payment) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("id", payment.id().toString());
        told.put("kind", payment.kind().code());
        told.put("from_wallet_id", ownOrNull(own, payment.from()));
        told.put("to_wallet_id", ownOrNull(own, payment.to()));
        told.put("amount", payment.amount().toDecimalString());
        told.put("currency", payment.amount().currency().code());
        told.put("description", payment.description());
        told.put("created_at", payment.createdAt());
        return told;
    }

    private static @Nullable String ownOrNull(List<WalletId> own, @Nullable WalletId wallet) {
        return wallet != null && own.contains(wallet) ? wallet.toString() : null;
    }
}
