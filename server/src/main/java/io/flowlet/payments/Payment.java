package io.flowlet.payments;

import io.flowlet.money.Money;
import io.flowlet.wallets.WalletId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money that moved.
 *
 * @param from null for a deposit
 * @param transaction the ledger's journal transaction
 * @param initiatedBy principal of the caller
 * @param authority what allowed the caller to debit, for example {@code payments:on_behalf}
 */
public record Payment(
        PaymentId id,
        Kind kind,
        @Nullable WalletId from,
        WalletId to,
        Money amount,
        @Nullable String description,
        UUID transaction,
        UUID initiatedBy,
        String authority,
        Instant createdAt) {

    /** Where the money came from. */
    public enum Kind {
        PAYMENT,
        DEPOSIT;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if there is no such kind */
        public static Kind of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** The same with another description, or with none. */
    public Payment withDescription(@Nullable String other) {
        return new Payment(id, kind, from, to, amount, other, transaction, initiatedBy, authority, createdAt);
    }

    @Override
    public String toString() {
        return "Payment[" + id + "]";
    }
}
