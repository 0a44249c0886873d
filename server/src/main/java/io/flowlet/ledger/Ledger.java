package io.flowlet.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.internal.AccountRows;
import io.flowlet.ledger.internal.BookLock;
import io.flowlet.ledger.internal.BookRows;
import io.flowlet.ledger.internal.HoldRows;
import io.flowlet.ledger.internal.Lanes;
import io.flowlet.ledger.internal.TransferRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The books of every tenant: opens accounts, posts, and tells what stands in them.
 *
 * <p>{@link #post} is the only way money moves. It holds no connection while it waits, and when it returns {@code Decided} the unit and all its
 * consequences are committed. What it throws came from the database or from the unit's own consequences: when the commit's answer was lost
 * nobody knows whether it happened, so repeat with the same key.
 *
 * <p>The other methods join the open transaction of the tenant or open one. None of them audits: the module that is asked does. Thread-safe.
 */
@Component
public final class Ledger {
    private final Transactions transactions;
    private final Lanes lanes;
    private final AccountRows accounts;
    private final TransferRows transfers;
    private final HoldRows holds;
    private final BookRows book;
    private final BookLock bookLock;
    private final Uuid7 ids;
    private final Clock clock;

    Ledger(
            Transactions transactions,
            Lanes lanes,
            AccountRows accounts,
            TransferRows transfers,
            HoldRows holds,
            BookRows book,
            BookLock bookLock,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.lanes = lanes;
        this.accounts = accounts;
        this.transfers = transfers;
        this.holds = holds;
        this.book = book;
        this.bookLock = bookLock;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Posts a unit, all or nothing, and waits for the outcome.
     *
     * @throws IllegalStateException if the calling thread is inside a transaction: it would hold what the lane's writer may need
     */
    public PostingReceipt post(PostingUnit unit) {
        if (transactions.isOpen()) {
            throw new IllegalStateException("a transaction is open: hand over what must be atomic as values");
        }
        return lanes.post(unit);
    }

    /**
     * Posts units of one tenant, each for itself, in their order; other callers' units come in between only where these have waited.
     *
     * @return a receipt for each; they are all {@code Overloaded} or none
     * @throws IllegalStateException as {@link #post}
     */
    public List<PostingReceipt> postAll(List<PostingUnit> units) {
        if (transactions.isOpen()) {
            throw new IllegalStateException("a transaction is open: hand over what must be atomic as values");
        }
        return lanes.postAll(units);
    }

    /** Opens an empty account. */
    public LedgerAccount openAccount(TenantId tenant, OpenAccount request) {
        return transactions.in(tenant, () -> {
            book.add(tenant);
            AccountNumber number = accounts.insert(
                    tenant, new AccountId(ids.next()), request, clock.instant().truncatedTo(ChronoUnit.MICROS));
            return accounts.find(tenant, number).orElseThrow();
        });
    }

    public Optional<LedgerAccount> account(TenantId tenant, AccountNumber number) {
        return transactions.in(tenant, () -> accounts.find(tenant, number));
    }

    /** Those of the accounts that the tenant has. */
    public List<LedgerAccount> accounts(TenantId tenant, Collection<AccountId> wanted) {
        return transactions.in(tenant, () -> accounts.find(tenant, wanted));
    }

    /** Accounts of one owner, newest first; the cursor is an account's id. */
    public Page<LedgerAccount> accountsOf(TenantId tenant, AccountOwner owner, Paging paging) {
        List<LedgerAccount> found =
                transactions.in(tenant, () -> accounts.list(tenant, owner, paging.before(), paging.rows()));
        return Page.of(found, paging.limit(), last -> Paging.cursor(last.id().value()));
    }

    public Optional<Balance> balance(TenantId tenant, AccountNumber account) {
        return account(tenant, account).map(LedgerAccount::balance);
    }

    /** What moved an account, newest first; the cursor is the id of an entry's transfer. Nothing for an account that the tenant has not. */
    public Page<Entry> entries(TenantId tenant, AccountNumber account, Paging paging) {
        List<Entry> found =
                transactions.in(tenant, () -> transfers.entries(tenant, account, paging.before(), paging.rows()));
        return Page.of(found, paging.limit(), last -> Paging.cursor(last.transfer()));
    }

    public Optional<PostedTransaction> transaction(TenantId tenant, TransactionId id) {
        return transactions.in(tenant, () -> transfers.find(tenant, id));
    }

    /** Those of the holds that the tenant has, as they stand now. */
    public List<Hold> holds(TenantId tenant, Collection<HoldId> wanted) {
        return transactions.in(tenant, () -> holds.find(tenant, wanted));
    }

    /** Holds between accounts of one owner, newest first; the cursor is a hold's id. */
    public Page<Hold> holdsOf(TenantId tenant, AccountOwner owner, Paging paging) {
        List<Hold> found = transactions.in(tenant, () -> holds.list(tenant, owner, paging.before(), paging.rows()));
        return Page.of(found, paging.limit(), last -> Paging.cursor(last.id().value()));
    }

    /** Whether an account of this owner has a balance or takes part in a hold. */
    public boolean holdsMoney(TenantId tenant, AccountOwner owner) {
        return transactions.in(tenant, () -> accounts.holdsMoney(tenant, owner));
    }

    /**
     * Closes the tenant's books for good, if the open transaction commits: what is being posted comes before, and is seen from now on; whatever
     * comes later and moves money is refused as {@link PostingRefusal#PERIOD_CLOSED}. Holds can still be given back.
     */
    public void closeForGood(TenantId tenant) {
        transactions.run(tenant, () -> bookLock.closeForGood(tenant));
    }

    /** All balances by GL code and currency, from one statement and so from one moment. */
    public TrialBalance trialBalance(TenantId tenant) {
        return transactions.in(tenant, () -> transfers.trialBalance(tenant));
    }
}
