package io.flowlet.ledger.internal.engine;

import io.flowlet.ledger.internal.engine.Outcome.AccountClosed;
import io.flowlet.ledger.internal.engine.Outcome.AccountControlled;
import io.flowlet.ledger.internal.engine.Outcome.AccountFrozen;
import io.flowlet.ledger.internal.engine.Outcome.CeilingExceeded;
import io.flowlet.ledger.internal.engine.Outcome.CurrencyMismatch;
import io.flowlet.ledger.internal.engine.Outcome.Duplicate;
import io.flowlet.ledger.internal.engine.Outcome.InsufficientFunds;
import io.flowlet.ledger.internal.engine.Outcome.KeyReused;
import io.flowlet.ledger.internal.engine.Outcome.Overflow;
import io.flowlet.ledger.internal.engine.Outcome.Place;
import io.flowlet.ledger.internal.engine.Outcome.Posted;
import io.flowlet.ledger.internal.engine.Outcome.Refused;
import io.flowlet.ledger.internal.engine.Outcome.SameAccount;
import io.flowlet.ledger.internal.engine.Outcome.UnknownAccount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides units one after the other, each against the effects of those before it; a refused unit leaves no trace.
 *
 * <p>Starts from the accounts that the caller has locked; {@link #changed()} is what has to be written when all units are decided. Used by one
 * thread.
 */
public final class Batch {
    private final Map<Long, Account> accounts;
    private final Map<Long, Account> changed = new LinkedHashMap<>();
    private final Map<String, Seen> seenKeys = new HashMap<>();
    private int decided;

    /** Starts with accounts as they are locked; one that is missing here is unknown. */
    public Batch(Collection<Account> locked) {
        accounts = HashMap.newHashMap(locked.size());
        for (Account account : locked) {
            accounts.put(account.id(), account);
        }
    }

    /** Decides the next unit. */
    public Outcome decide(Unit unit) {
        int index = decided++;
        Outcome repeated = repeated(unit.key(), index);
        if (repeated != null) {
            return repeated;
        }
        List<Step> steps = steps(unit);
        Refused refused = standing(steps, unit.owners());
        return refused != null ? refused : move(steps);
    }

    /** Accounts that posted units have changed, each with its last version, in the order of their first change. */
    public List<Account> changed() {
        return List.copyOf(changed.values());
    }

    private @Nullable Outcome repeated(@Nullable RequestKey key, int index) {
        if (key == null) {
            return null;
        }
        Seen first = seenKeys.putIfAbsent(key.identity(), new Seen(index, key.requestHash()));
        if (first == null) {
            return null;
        }
        return first.requestHash().equals(key.requestHash())
                ? new Duplicate(first.unit())
                : new KeyReused(first.unit());
    }

    private static List<Step> steps(Unit unit) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < unit.instructions().size(); i++) {
            switch (unit.instructions().get(i)) {
                case Post post -> {
                    for (int j = 0; j < post.legs().size(); j++) {
                        steps.add(new Step(post, i, j));
                    }
                }
            }
        }
        return steps;
    }

    /** The checks that no leg of the unit can influence, each over all legs before the next. */
    private @Nullable Refused standing(List<Step> steps, Set<String> owners) {
        for (Standing check : Standing.values()) {
            for (Step step : steps) {
                Refused refused = standing(check, step, owners);
                if (refused != null) {
                    return refused;
                }
            }
        }
        return null;
    }

    private @Nullable Refused standing(Standing check, Step step, Set<String> owners) {
        Leg leg = step.leg();
        @Nullable Account debit = accounts.get(leg.debitAccount());
        @Nullable Account credit = accounts.get(leg.creditAccount());
        if (debit == null || credit == null) { // only the first check gets here: it refuses
            return new UnknownAccount(step.at(debit == null ? leg.debitAccount() : leg.creditAccount()));
        }
        return switch (check) {
            case KNOWN -> null;
            case OWNED -> {
                @Nullable
                Account foreign =
                        first(debit, !owners.contains(debit.owner()), credit, !owners.contains(credit.owner()));
                yield foreign == null ? null : new AccountControlled(step.at(foreign.id()));
            }
            case NOT_CLOSED -> {
                @Nullable Account closed = first(debit, isClosed(debit), credit, isClosed(credit));
                yield closed == null ? null : new AccountClosed(step.at(closed.id()));
            }
            case NOT_FROZEN -> {
                @Nullable
                Account frozen = first(
                        debit,
                        !debit.state().letsDebitsThrough(),
                        credit,
                        !credit.state().letsCreditsThrough());
                yield frozen == null ? null : new AccountFrozen(step.at(frozen.id()));
            }
            case TWO_ACCOUNTS -> debit.id() == credit.id() ? new SameAccount(step.at(debit.id())) : null;
            case ONE_CURRENCY -> {
                @Nullable
                Account other =
                        first(debit, debit.currency() != leg.currency(), credit, credit.currency() != leg.currency());
                yield other == null ? null : new CurrencyMismatch(step.at(other.id()));
            }
        };
    }

    private static boolean isClosed(Account account) {
        return account.state() == AccountState.CLOSED;
    }

    private static @Nullable Account first(Account debit, boolean debitFails, Account credit, boolean creditFails) {
        if (debitFails) {
            return debit;
        }
        return creditFails ? credit : null;
    }

    /** Moves the money leg by leg; what it changes becomes visible only when the last leg stands. */
    private Outcome move(List<Step> steps) {
        Map<Long, Account> moved = new LinkedHashMap<>();
        List<PostedTransfer> transfers = new ArrayList<>(steps.size());
        for (Step step : steps) {
            Leg leg = step.leg();
            Account debit = current(moved, leg.debitAccount());
            Account credit = current(moved, leg.creditAccount());
            Refused refused = refused(step, debit, credit);
            if (refused != null) {
                return refused;
            }
            debit = debit.moved(debit.posted() - leg.amountMinor());
            credit = credit.moved(credit.posted() + leg.amountMinor());
            moved.put(debit.id(), debit);
            moved.put(credit.id(), credit);
            transfers.add(step.transfer(debit, credit));
        }
        accounts.putAll(moved);
        changed.putAll(moved);
        return new Posted(transfers);
    }

    private Account current(Map<Long, Account> moved, long id) {
        @Nullable Account account = moved.get(id);
        if (account == null) {
            account = accounts.get(id);
        }
        if (account == null) {
            throw new IllegalStateException("account " + id + " passed the checks and is not there");
        }
        return account;
    }

    private static @Nullable Refused refused(Step step, Account debit, Account credit) {
        long amountMinor = step.leg().amountMinor();
        if (!debit.coversDebit(amountMinor)) {
            return new InsufficientFunds(step.at(debit.id()));
        }
        if (!credit.takesCredit(amountMinor)) {
            return new CeilingExceeded(step.at(credit.id()));
        }
        if (!debit.countsDebit(amountMinor)) {
            return new Overflow(step.at(debit.id()));
        }
        return credit.countsCredit(amountMinor) ? null : new Overflow(step.at(credit.id()));
    }

    /** In order of precedence. */
    private enum Standing {
        KNOWN,
        OWNED,
        NOT_CLOSED,
        NOT_FROZEN,
        TWO_ACCOUNTS,
        ONE_CURRENCY
    }

    private record Seen(int unit, String requestHash) {}

    private record Step(Post post, int instruction, int index) {
        Leg leg() {
            return post.legs().get(index);
        }

        Place at(long account) {
            return new Place(instruction, index, account);
        }

        PostedTransfer transfer(Account debit, Account credit) {
            return new PostedTransfer(
                    post.txId(),
                    post.kind(),
                    post.valueAt(),
                    leg(),
                    PostedTransfer.Side.of(debit),
                    PostedTransfer.Side.of(credit));
        }
    }
}
