package io.flowlet.sdk;

/** {@code /v1/deposits}: money into a wallet from outside. */
public final class Deposits {
    private final Api api;

    Deposits(Api api) {
        this.api = api;
    }

    /** A deposit to make. */
    public record NewDeposit(String walletId, Money amount) {}

    /**
     * Brings money in, once.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code rail_unavailable}, {@code subscriber_not_approved}, {@code currency_mismatch}
     */
    public Payments.Payment create(NewDeposit deposit) {
        return create(deposit, IdempotencyKey.fresh());
    }

    /** As {@link #create(NewDeposit)}, under a key of the caller. */
    public Payments.Payment create(NewDeposit deposit, IdempotencyKey key) {
        return api.ask(Call.post("/v1/deposits").sending(deposit).once(key), Payments.Payment.class);
    }
}
