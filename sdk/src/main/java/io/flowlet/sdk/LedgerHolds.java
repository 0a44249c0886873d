package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/ledger/holds}: money that is promised from one account of the program to another, and not yet moved. */
public final class LedgerHolds {
    private static final String HOLDS = "/v1/ledger/holds";

    private final Api api;

    LedgerHolds(Api api) {
        this.api = api;
    }

    /** Where a hold stands. */
    public enum Status {
        OPEN,
        CAPTURED,
        VOIDED,
        EXPIRED,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * A hold to place.
     *
     * @param captureLimit most that captures may move in all; null for the amount
     * @param expiresAt null for never
     */
    public record NewHold(
            String debitAccountId,
            String creditAccountId,
            Money amount,
            @Nullable Money captureLimit,
            @Nullable Instant expiresAt) {}

    /**
     * A hold.
     *
     * @param amount held at first
     * @param remaining held now
     * @param captured moved so far
     */
    public record Hold(
            String id,
            Status status,
            String debitAccountId,
            String creditAccountId,
            Money amount,
            Money remaining,
            Money captured,
            Money captureLimit,
            @Nullable Instant expiresAt,
            Instant placedAt) {}

    /**
     * What to capture: {@link #REST}, or an amount.
     *
     * @param amount null for all that remains
     * @param last whether what is not captured now is given back; null: when all that remains is captured
     * @param valueAt when it takes effect; null for the moment it is booked
     */
    public record Capture(
            @Nullable Money amount,
            @Nullable Boolean last,
            @Nullable Instant valueAt) {
        /** All that remains. */
        public static final Capture REST = new Capture(null, null, null);

        /** An amount, and more may follow. */
        public static Capture of(Money amount) {
            return new Capture(amount, null, null);
        }

        /** An amount; what it leaves is given back. */
        public static Capture lastOf(Money amount) {
            return new Capture(amount, true, null);
        }
    }

    private record NewVoid() {}

    public Hold place(NewHold hold, IdempotencyKey key) {
        return api.ask(Call.post(HOLDS).sending(hold).once(key), Hold.class);
    }

    public Pages<Hold> list() {
        return api.pages(Call.get(HOLDS), Hold.class);
    }

    public Hold find(String id) {
        return api.ask(Call.get("/v1/ledger/holds/{}", id), Hold.class);
    }

    /** Moves what is held; the hold as it stands afterwards. */
    public Hold capture(String id, Capture capture, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/ledger/holds/{}/captures", id).sending(capture).once(key), Hold.class);
    }

    /** Gives back what is still held; the hold as it stands afterwards. */
    public Hold release(String id, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/ledger/holds/{}/voids", id)
                        .sending(new NewVoid())
                        .once(key),
                Hold.class);
    }
}
