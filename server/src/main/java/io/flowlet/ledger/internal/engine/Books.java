package io.flowlet.ledger.internal.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accounts, holds, and what has moved back of transfers.
 *
 * <p>Books can lie over others: they read through, and hold only what was put into them, in the order of the first change. So a draft that is
 * not taken over leaves no trace.
 */
final class Books {
    private final @Nullable Books below;
    private final Map<Long, Account> accounts = new LinkedHashMap<>();
    private final Map<UUID, Held> holds = new LinkedHashMap<>();
    private final Map<UUID, Reversed> reversed = new LinkedHashMap<>();

    private Books(@Nullable Books below) {
        this.below = below;
    }

    static Books of(Locked locked) {
        Books books = new Books(null);
        locked.accounts().forEach(books::put);
        locked.holds().forEach(books::put);
        locked.reversed().forEach(books::put);
        return books;
    }

    /** Empty ones over these. */
    Books draft() {
        return new Books(this);
    }

    /** Takes over all that was put into a draft. */
    void take(Books draft) {
        accounts.putAll(draft.accounts);
        holds.putAll(draft.holds);
        reversed.putAll(draft.reversed);
    }

    void put(Account account) {
        accounts.put(account.id(), account);
    }

    void put(Held hold) {
        holds.put(hold.id(), hold);
    }

    void put(Reversed some) {
        reversed.put(some.transfer(), some);
    }

    @Nullable
    Account account(long id) {
        Account found = accounts.get(id);
        return found != null || below == null ? found : below.account(id);
    }

    @Nullable
    Held hold(UUID id) {
        Held found = holds.get(id);
        return found != null || below == null ? found : below.hold(id);
    }

    /** What of a transfer has not moved back yet. */
    long restMinor(Reverse.Part part) {
        Reversed found = reversed(part.transfer());
        return found == null ? part.movedMinor() : part.movedMinor() - found.reversedMinor();
    }

    boolean nothingLeft(Reverse reverse) {
        return reverse.parts().stream().allMatch(part -> restMinor(part) == 0);
    }

    private @Nullable Reversed reversed(UUID transfer) {
        Reversed found = reversed.get(transfer);
        return found != null || below == null ? found : below.reversed(transfer);
    }

    /** The account, which is known to be there. */
    Account knownAccount(long id) {
        Account account = account(id);
        if (account == null) {
            throw new IllegalStateException("account " + id + " passed the checks and is not there");
        }
        return account;
    }

    /** The hold, which is known to be there. */
    Held knownHold(UUID id) {
        Held hold = hold(id);
        if (hold == null) {
            throw new IllegalStateException("hold " + id + " passed the checks and is not there");
        }
        return hold;
    }

    List<Account> accounts() {
        return List.copyOf(accounts.values());
    }

    List<Held> holds() {
        return List.copyOf(holds.values());
    }

    List<Reversed> reversed() {
        return List.copyOf(reversed.values());
    }
}
