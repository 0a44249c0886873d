package io.flowlet.ledger.internal.engine;

import io.flowlet.ledger.internal.engine.Outcome.AccountClosed;
import io.flowlet.ledger.internal.engine.Outcome.AccountControlled;
import io.flowlet.ledger.internal.engine.Outcome.AccountFrozen;
import io.flowlet.ledger.internal.engine.Outcome.AlreadyReversed;
import io.flowlet.ledger.internal.engine.Outcome.CurrencyMismatch;
import io.flowlet.ledger.internal.engine.Outcome.HoldExpired;
import io.flowlet.ledger.internal.engine.Outcome.HoldNotOpen;
import io.flowlet.ledger.internal.engine.Outcome.PeriodClosed;
import io.flowlet.ledger.internal.engine.Outcome.Refused;
import io.flowlet.ledger.internal.engine.Outcome.SameAccount;
import io.flowlet.ledger.internal.engine.Outcome.UnknownAccount;
import io.flowlet.ledger.internal.engine.Outcome.UnknownHold;
import io.flowlet.ledger.internal.engine.Outcome.ValueAtInFuture;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said against a unit before any of it is posted. The gravest check that fails decides, then the first leg that fails it. */
final class Standing {
    private static final List<Check> CHECKS = List.of(Check.values());

    private final Books books;
    private final Booking booking;

    Standing(Books books, Booking booking) {
        this.books = books;
        this.booking = booking;
    }

    /** In order of precedence. */
    private enum Check {
        KNOWN_ACCOUNTS,
        KNOWN_HOLD,
        OWNED,
        NOT_CLOSED,
        NOT_FROZEN,
        HOLD_OPEN,
        HOLD_IN_TIME,
        SOMETHING_LEFT,
        PERIOD_OPEN,
        NOT_IN_FUTURE,
        TWO_ACCOUNTS,
        ONE_CURRENCY
    }

    /** Both accounts of a step; the hold that it names, null if it names none. */
    private record Sides(
            Account debit, Account credit, @Nullable Held hold) {}

    @Nullable
    Refused refused(List<Step> steps, Set<String> owners) {
        Refused gravest = null;
        int rank = CHECKS.size();
        for (Step step : steps) {
            Sides sides = sides(step);
            if (sides == null) {
                return unknown(step);
            }
            for (int i = 0; i < rank; i++) {
                Refused refused = refused(CHECKS.get(i), step, sides, owners);
                if (refused != null) {
                    gravest = refused;
                    rank = i;
                }
            }
        }
        return gravest;
    }

    private @Nullable Sides sides(Step step) {
        Account debit = books.account(step.debit());
        Account credit = books.account(step.credit());
        if (debit == null || credit == null) {
            return null;
        }
        HoldRef ref = step.hold();
        Held hold = ref == null ? null : books.hold(ref.id());
        return new Sides(debit, credit, ref == null || hold == null || !hold.is(ref) ? null : hold);
    }

    private UnknownAccount unknown(Step step) {
        return new UnknownAccount(step.at(books.account(step.debit()) == null ? step.debit() : step.credit()));
    }

    private @Nullable Refused refused(Check check, Step step, Sides sides, Set<String> owners) {
        return switch (check) {
            case KNOWN_ACCOUNTS -> null; // both are there
            case KNOWN_HOLD -> step.hold() != null && sides.hold() == null ? new UnknownHold(step.atDebit()) : null;
            case OWNED -> controlled(step, sides, owners);
            case NOT_CLOSED -> closed(step, sides);
            case NOT_FROZEN -> frozen(step, sides);
            case HOLD_OPEN -> sides.hold() != null && !sides.hold().isOpen() ? new HoldNotOpen(step.atDebit()) : null;
            case HOLD_IN_TIME -> inTime(step, sides.hold()) ? null : new HoldExpired(step.atDebit());
            case SOMETHING_LEFT ->
                step.instruction() instanceof Reverse reverse && books.nothingLeft(reverse)
                        ? new AlreadyReversed(step.atDebit())
                        : null;
            case PERIOD_OPEN ->
                step.instruction().kind().movesMoney()
                                && booking.valueAt(step.instruction()).isBefore(booking.closedBefore())
                        ? new PeriodClosed(step.atDebit())
                        : null;
            case NOT_IN_FUTURE ->
                booking.valueAt(step.instruction()).isAfter(booking.at()) ? new ValueAtInFuture(step.atDebit()) : null;
            case TWO_ACCOUNTS -> step.debit() == step.credit() ? new SameAccount(step.atDebit()) : null;
            case ONE_CURRENCY -> otherCurrency(step, sides);
        };
    }

    private static @Nullable Refused controlled(Step step, Sides sides, Set<String> owners) {
        if (step.instruction().kind() == TransferKind.ADJUSTMENT) {
            return null;
        }
        Account foreign = first(
                sides,
                !owners.contains(sides.debit().owner()),
                !owners.contains(sides.credit().owner()));
        return foreign == null ? null : new AccountControlled(step.at(foreign.id()));
    }

    private static @Nullable Refused closed(Step step, Sides sides) {
        Account closed = first(
                sides,
                sides.debit().state() == AccountState.CLOSED,
                sides.credit().state() == AccountState.CLOSED);
        return closed == null ? null : new AccountClosed(step.at(closed.id()));
    }

    private static @Nullable Refused frozen(Step step, Sides sides) {
        if (step.instruction() instanceof Release) { // no money moves
            return null;
        }
        Account frozen = first(
                sides,
                !sides.debit().state().letsDebitsThrough(),
                !sides.credit().state().letsCreditsThrough());
        return frozen == null ? null : new AccountFrozen(step.at(frozen.id()));
    }

    private boolean inTime(Step step, @Nullable Held hold) {
        return switch (step.instruction()) {
            case Hold placed -> placed.expiresAt() == null || placed.expiresAt().isAfter(booking.at());
            case Capture capture -> hold != null && !hold.isDue(booking.at());
            case Release release -> release.kind() == TransferKind.VOID || (hold != null && hold.isDue(booking.at()));
            case Post post -> true;
            case Reverse reverse -> true;
        };
    }

    private static @Nullable Refused otherCurrency(Step step, Sides sides) {
        Account other = first(
                sides,
                sides.debit().currency() != step.currency(),
                sides.credit().currency() != step.currency());
        return other == null ? null : new CurrencyMismatch(step.at(other.id()));
    }

    private static @Nullable Account first(Sides sides, boolean debitFails, boolean creditFails) {
        if (debitFails) {
            return sides.debit();
        }
        return creditFails ? sides.credit() : null;
    }
}
