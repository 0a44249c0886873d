package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/payments}: money from one wallet to another. */
public final class Payments {
    private static final String PAYMENTS = "/v1/payments";

    private final Api api;

    Payments(Api api) {
        this.api = api;
    }

    /**
     * A payment to make. Text forms leave the description out.
     *
     * @param description 1 to 140 characters for both sides, or null
     */
    public record NewPayment(
            String fromWalletId,
            String toWalletId,
            Money amount,
            @Nullable String description) {
        @Override
        public String toString() {
            return "NewPayment[" + fromWalletId + " to " + toWalletId + ", " + amount + "]";
        }
    }

    /** What moved the money. */
    public enum Kind {
        PAYMENT,
        DEPOSIT,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** How far it got. */
    public enum Status {
        POSTED,
        PENDING,
        DECLINED,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * A movement of money, also a deposit. Text forms show the id only.
     *
     * @param id {@code pay_…}
     * @param fromWalletId null for a deposit
     * @param description null also where it is masked
     * @param masked whether this caller may not read descriptions
     * @param authority who said so, for example the subscriber or a client on behalf
     */
    public record Payment(
            String id,
            Kind kind,
            Status status,
            @Nullable String fromWalletId,
            String toWalletId,
            Money amount,
            @Nullable String description,
            boolean masked,
            String transactionId,
            String authority,
            Instant createdAt) {
        @Override
        public String toString() {
            return "Payment[" + id + "]";
        }
    }

    /**
     * Moves money, once.
     *
     * @throws io.flowlet.sdk.problem.FundsProblem {@code insufficient_funds}
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code subscriber_not_approved}, {@code payee_unavailable}, {@code currency_mismatch}, …
     */
    public Payment create(NewPayment payment) {
        return create(payment, IdempotencyKey.fresh());
    }

    /** As {@link #create(NewPayment)}, under a key of the caller. */
    public Payment create(NewPayment payment, IdempotencyKey key) {
        return api.ask(Call.post(PAYMENTS).sending(payment).once(key), Payment.class);
    }

    public Pages<Payment> list() {
        return api.pages(Call.get(PAYMENTS), Payment.class);
    }

    public Payment find(String id) {
        return api.ask(Call.get("/v1/payments/{}", id), Payment.class);
    }
}
