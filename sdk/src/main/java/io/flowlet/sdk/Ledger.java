package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/ledger}: accounts that the program opened for itself, and movements between them. */
public final class Ledger {
    private static final String ACCOUNTS = "/v1/ledger/accounts";

    private final Api api;

    Ledger(Api api) {
        this.api = api;
    }

    /** What an account is in the books. */
    public enum AccountKind {
        ASSET,
        LIABILITY,
        EQUITY,
        INCOME,
        EXPENSE,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** The side on which a balance is shown as a positive number. */
    public enum Side {
        DEBIT,
        CREDIT,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** What an account lets through. */
    public enum AccountStatus {
        OPEN,
        DEBIT_FROZEN,
        FROZEN,
        CLOSED,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * An account to open.
     *
     * @param name a label that looks like a code, without personal data
     * @param glCode 4 to 8 digits
     * @param minBalance least balance on the normal side; null for none
     * @param maxBalance greatest balance on the normal side; null for none
     */
    public record NewAccount(
            String name,
            AccountKind kind,
            String currency,
            String glCode,
            @Nullable Money minBalance,
            @Nullable Money maxBalance) {}

    /** An account; amounts stand on its normal side. */
    public record Account(
            String id,
            String name,
            AccountKind kind,
            Side normalSide,
            String currency,
            String glCode,
            AccountStatus status,
            Money balance,
            @Nullable Money minBalance,
            @Nullable Money maxBalance,
            long version,
            Instant openedAt) {}

    /** One movement. */
    public record Leg(String debitAccountId, String creditAccountId, Money amount) {}

    /** A transaction of the journal: all its legs or none. */
    public record Transaction(String id, String kind, Instant valueAt, Instant bookedAt, List<Leg> legs) {
        public Transaction {
            legs = Lists.copyOf(legs);
        }
    }

    /** All accounts by GL code, and the totals, whose two sides are equal. */
    public record TrialBalance(List<Line> lines, List<Total> totals) {
        public TrialBalance {
            lines = Lists.copyOf(lines);
            totals = Lists.copyOf(totals);
        }
    }

    /** Accounts of one GL code in one currency. */
    public record Line(String glCode, Money debit, Money credit) {}

    /** One currency over all lines. */
    public record Total(Money debit, Money credit) {}

    private record NewTransaction(List<Leg> legs) {}

    /** Opens an account. */
    public Account open(NewAccount account) {
        return open(account, IdempotencyKey.fresh());
    }

    /** Opens an account. */
    public Account open(NewAccount account, IdempotencyKey key) {
        return api.ask(Call.post(ACCOUNTS).sending(account).once(key), Account.class);
    }

    public Pages<Account> accounts() {
        return api.pages(Call.get(ACCOUNTS), Account.class);
    }

    public Account account(String id) {
        return api.ask(Call.get("/v1/ledger/accounts/{}", id), Account.class);
    }

    /** Posts a transaction: all legs or none. */
    public Transaction post(List<Leg> legs) {
        return post(legs, IdempotencyKey.fresh());
    }

    /** Posts a transaction: all legs or none. */
    public Transaction post(List<Leg> legs, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/ledger/transactions")
                        .sending(new NewTransaction(legs))
                        .once(key),
                Transaction.class);
    }

    public Transaction transaction(String id) {
        return api.ask(Call.get("/v1/ledger/transactions/{}", id), Transaction.class);
    }

    public TrialBalance trialBalance() {
        return api.ask(Call.get("/v1/ledger/trial_balance"), TrialBalance.class);
    }
}
