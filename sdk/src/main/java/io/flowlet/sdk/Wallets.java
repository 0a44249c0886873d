package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/wallets}. A subscriber reaches own wallets only; another's is {@code not_found}. */
public final class Wallets {
    private static final String WALLETS = "/v1/wallets";

    private final Api api;

    Wallets(Api api) {
        this.api = api;
    }

    /** @param subscriberId whose wallet; null for the signed-in subscriber's own */
    public record NewWallet(@Nullable String subscriberId, String currency) {}

    /** @param id {@code wal_…} */
    public record Wallet(String id, String subscriberId, String currency, Instant openedAt) {}

    /**
     * What a wallet holds.
     *
     * @param accountId of the ledger, by which an adjustment names it
     * @param posted all that is booked
     * @param available what can be paid with
     * @param version of the newest entry that the balance includes; 0 for none
     */
    public record Balance(String walletId, String accountId, Money posted, Money available, long version) {}

    /** Which way an entry moves the balance. */
    public enum Direction {
        CREDIT,
        DEBIT,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * A movement of a wallet.
     *
     * @param kind what made it, for example {@code post}
     * @param amount never negative: see {@code direction}
     * @param balance of the wallet after it
     * @param version counts the wallet's entries from 1
     */
    public record Entry(
            String transactionId,
            String kind,
            Direction direction,
            Money amount,
            Money balance,
            long version,
            Instant valueAt,
            Instant bookedAt) {}

    /** Opens a wallet. */
    public Wallet open(NewWallet wallet) {
        return open(wallet, IdempotencyKey.fresh());
    }

    /** Opens a wallet. */
    public Wallet open(NewWallet wallet, IdempotencyKey key) {
        return api.ask(Call.post(WALLETS).sending(wallet).once(key), Wallet.class);
    }

    public Pages<Wallet> list() {
        return api.pages(Call.get(WALLETS), Wallet.class);
    }

    public Pages<Wallet> listOf(String subscriberId) {
        return api.pages(Call.get(WALLETS).with("subscriber_id", subscriberId), Wallet.class);
    }

    public Wallet find(String id) {
        return api.ask(Call.get("/v1/wallets/{}", id), Wallet.class);
    }

    public Balance balance(String id) {
        return api.ask(Call.get("/v1/wallets/{}/balance", id), Balance.class);
    }

    public Pages<Entry> entries(String id) {
        return api.pages(Call.get("/v1/wallets/{}/entries", id), Entry.class);
    }
}
