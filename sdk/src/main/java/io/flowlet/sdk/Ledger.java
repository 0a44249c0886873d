package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/ledger}: accounts that the program opened for itself, and movements between them. */
public final class Ledger {
    private static final String ACCOUNTS = "/v1/ledger/accounts";
    private static final String ACCOUNT = "/v1/ledger/accounts/{}";
    private static final String TRANSACTIONS = "/v1/ledger/transactions";
    private static final String TRIAL_BALANCE = "/v1/ledger/trial_balance";

    private static final String MIN_BALANCE = "min_balance";
    private static final String MAX_BALANCE = "max_balance";

    private final Api api;

    Ledger(Api api) {
        this.api = api;
    }

    public LedgerHolds holds() {
        return new LedgerHolds(api);
    }

    public LedgerBatches batches() {
        return new LedgerBatches(api);
    }

    public LedgerPeriods periods() {
        return new LedgerPeriods(api);
    }

    public LedgerJournal journal() {
        return new LedgerJournal(api);
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

    /**
     * An account; balances and limits stand on its normal side.
     *
     * @param available the balance less what holds will take from it; null by value date
     * @param pendingDebits what holds will debit; null by value date
     * @param pendingCredits what holds will credit; null by value date
     * @param version of the newest entry in the balance; 0 for none
     * @param revision counts changes of status and limits: see {@link Ledger#change}
     */
    public record Account(
            String id,
            String name,
            AccountKind kind,
            Side normalSide,
            String currency,
            String glCode,
            AccountStatus status,
            Money balance,
            @Nullable Money available,
            @Nullable Money pendingDebits,
            @Nullable Money pendingCredits,
            @Nullable Money minBalance,
            @Nullable Money maxBalance,
            long version,
            long revision,
            Instant openedAt) {}

    /**
     * What of an account is to change: {@code new AccountChange().status(FROZEN).withoutMinBalance()}. What is not named stays. Not
     * thread-safe.
     */
    public static final class AccountChange {
        private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

        public AccountChange status(AccountStatus status) {
            members.put("status", Constants.written(status));
            return this;
        }

        public AccountChange minBalance(Money least) {
            members.put(MIN_BALANCE, least);
            return this;
        }

        public AccountChange withoutMinBalance() {
            members.put(MIN_BALANCE, null);
            return this;
        }

        public AccountChange maxBalance(Money most) {
            members.put(MAX_BALANCE, most);
            return this;
        }

        public AccountChange withoutMaxBalance() {
            members.put(MAX_BALANCE, null);
            return this;
        }
    }

    /** One movement to post. */
    public record Leg(String debitAccountId, String creditAccountId, Money amount) {}

    /** Which side of its account an entry stands on. */
    public enum EntrySide {
        DEBIT,
        CREDIT
    }

    /** One side of one account to post. */
    public record Entry(String accountId, EntrySide side, Money amount) {}

    /**
     * A transaction to post: made by {@link #of} or {@link #ofEntries}.
     *
     * @param valueAt when it takes effect; null for the moment it is booked
     */
    public record NewTransaction(
            @Nullable List<Leg> legs,
            @Nullable List<Entry> entries,
            @Nullable Instant valueAt) {
        public static NewTransaction of(List<Leg> legs) {
            return new NewTransaction(List.copyOf(legs), null, null);
        }

        /** Debits and credits of each currency must be equal. */
        public static NewTransaction ofEntries(List<Entry> entries) {
            return new NewTransaction(null, List.copyOf(entries), null);
        }

        /** The same, taking effect at an earlier moment. */
        public NewTransaction effective(Instant at) {
            return new NewTransaction(legs, entries, at);
        }
    }

    /**
     * One movement as it was posted.
     *
     * @param reversed how much of it has moved back
     */
    public record PostedLeg(String debitAccountId, String creditAccountId, Money amount, Money reversed) {}

    /**
     * A transaction of the journal: all its legs or none.
     *
     * @param kind what made it, for example {@code post}
     * @param reverses what a reversal moved back; null for others
     * @param holdId the hold that it placed, captured or gave back; null for others
     */
    public record Transaction(
            String id,
            String kind,
            Instant valueAt,
            Instant bookedAt,
            @Nullable String reverses,
            @Nullable String holdId,
            List<PostedLeg> legs) {
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

    /**
     * A leg to move back.
     *
     * @param index its place in the original, from 0
     * @param amount null for all that is left of it
     */
    public record Part(int index, @Nullable Money amount) {}

    private record NewReversal(@Nullable List<Part> legs) {}

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
        return api.ask(Call.get(ACCOUNT, id), Account.class);
    }

    /** The account with the balance that was booked at {@code at}. */
    public Account accountAt(String id, Instant at) {
        return api.ask(Call.get(ACCOUNT, id).with("at", at), Account.class);
    }

    /** The account with the balance that had taken effect at {@code at}, whenever it was booked. */
    public Account accountByValue(String id, Instant at) {
        return api.ask(Call.get(ACCOUNT, id).with("value_at", at), Account.class);
    }

    /**
     * Changes an account that is still as the caller saw it.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code precondition_failed}: it changed since; {@code account_closed}, {@code
     *     account_not_empty}
     */
    public Account change(Account seen, AccountChange change) {
        return api.ask(
                Call.patch(ACCOUNT, seen.id()).sending(change.members).ifVersion(seen.revision()), Account.class);
    }

    /** Posts a transaction: all legs or none. */
    public Transaction post(List<Leg> legs) {
        return post(legs, IdempotencyKey.fresh());
    }

    /** Posts a transaction: all legs or none. */
    public Transaction post(List<Leg> legs, IdempotencyKey key) {
        return post(NewTransaction.of(legs), key);
    }

    /** Posts a transaction: all of it or nothing. */
    public Transaction post(NewTransaction transaction, IdempotencyKey key) {
        return api.ask(Call.post(TRANSACTIONS).sending(transaction).once(key), Transaction.class);
    }

    /** Transactions between the program's own accounts. */
    public Pages<Transaction> transactions() {
        return api.pages(Call.get(TRANSACTIONS), Transaction.class);
    }

    public Transaction transaction(String id) {
        return api.ask(Call.get("/v1/ledger/transactions/{}", id), Transaction.class);
    }

    /** Moves back all that is left of a transaction. */
    public Transaction reverse(String id, IdempotencyKey key) {
        return reverse(id, new NewReversal(null), key);
    }

    /** Moves back some legs of a transaction, or parts of them. */
    public Transaction reverse(String id, List<Part> legs, IdempotencyKey key) {
        return reverse(id, new NewReversal(List.copyOf(legs)), key);
    }

    private Transaction reverse(String id, NewReversal reversal, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/ledger/transactions/{}/reversals", id)
                        .sending(reversal)
                        .once(key),
                Transaction.class);
    }

    public TrialBalance trialBalance() {
        return api.ask(Call.get(TRIAL_BALANCE), TrialBalance.class);
    }

    /** As booked at {@code at}. */
    public TrialBalance trialBalanceAt(Instant at) {
        return api.ask(Call.get(TRIAL_BALANCE).with("at", at), TrialBalance.class);
    }

    /** By value date at the end of {@code day} (UTC). */
    public TrialBalance trialBalanceOn(LocalDate day) {
        return api.ask(Call.get(TRIAL_BALANCE).with("value_on", day), TrialBalance.class);
    }
}
