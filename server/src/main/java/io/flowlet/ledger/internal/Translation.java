package io.flowlet.ledger.internal;

import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Adjustment;
import io.flowlet.ledger.Cap;
import io.flowlet.ledger.CaptureHold;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.HoldStatus;
import io.flowlet.ledger.PlaceHold;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostedTransaction.PostedLeg;
import io.flowlet.ledger.PostedTransaction.Side;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingRefusal;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.ReleaseHold;
import io.flowlet.ledger.Reversal;
import io.flowlet.ledger.TransactionId;
import io.flowlet.ledger.internal.engine.Capture;
import io.flowlet.ledger.internal.engine.Held;
import io.flowlet.ledger.internal.engine.HoldRef;
import io.flowlet.ledger.internal.engine.Instruction;
import io.flowlet.ledger.internal.engine.Leg;
import io.flowlet.ledger.internal.engine.MovementLimit;
import io.flowlet.ledger.internal.engine.Outcome;
import io.flowlet.ledger.internal.engine.Post;
import io.flowlet.ledger.internal.engine.PostedTransfer;
import io.flowlet.ledger.internal.engine.Release;
import io.flowlet.ledger.internal.engine.RequestKey;
import io.flowlet.ledger.internal.engine.Reverse;
import io.flowlet.ledger.internal.engine.TransferKind;
import io.flowlet.ledger.internal.engine.Unit;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Between the module's values and the engine's narrow ones. */
final class Translation {
    private Translation() {}

    /** The accounts that the units name, each once, in order. */
    static SortedSet<Long> accounts(List<PostingUnit> units) {
        SortedSet<Long> numbers = new TreeSet<>();
        commands(units).forEach(command -> {
            switch (command) {
                case Posting posting -> addAccounts(numbers, posting.legs());
                case Adjustment adjustment -> addAccounts(numbers, adjustment.legs());
                case PlaceHold hold -> addBoth(numbers, hold.debit(), hold.credit());
                case CaptureHold capture ->
                    addBoth(numbers, capture.hold().debit(), capture.hold().credit());
                case ReleaseHold release ->
                    addBoth(numbers, release.hold().debit(), release.hold().credit());
                case Reversal reversal ->
                    reversal.parts().forEach(part -> addBoth(numbers, part.debit(), part.credit()));
            }
        });
        return numbers;
    }

    private static void addAccounts(Set<Long> numbers, List<Posting.Leg> legs) {
        legs.forEach(leg -> addBoth(numbers, leg.debit(), leg.credit()));
    }

    private static void addBoth(Set<Long> numbers, AccountNumber debit, AccountNumber credit) {
        numbers.add(debit.value());
        numbers.add(credit.value());
    }

    /** The holds that the units capture or release. */
    static Set<UUID> holds(List<PostingUnit> units) {
        Set<UUID> holds = new HashSet<>();
        commands(units).forEach(command -> {
            switch (command) {
                case CaptureHold capture -> holds.add(capture.hold().id().value());
                case ReleaseHold release -> holds.add(release.hold().id().value());
                case Posting none -> {}
                case Adjustment none -> {}
                case PlaceHold none -> {}
                case Reversal none -> {}
            }
        });
        return holds;
    }

    /** The transfers that the units reverse. */
    static Set<UUID> reversed(List<PostingUnit> units) {
        Set<UUID> transfers = new HashSet<>();
        commands(units).forEach(command -> {
            if (command instanceof Reversal reversal) {
                reversal.parts().forEach(part -> transfers.add(part.transfer()));
            }
        });
        return transfers;
    }

    private static Stream<Command> commands(List<PostingUnit> units) {
        return units.stream().flatMap(unit -> unit.commands().stream());
    }

    /** A unit as the engine takes it; its transactions get their ids here, so that ids grow in the order of booking. */
    static Unit unit(PostingUnit unit, Supplier<UUID> ids) {
        List<Instruction> instructions = new ArrayList<>(unit.commands().size());
        for (Command command : unit.commands()) {
            instructions.add(instruction(command, TransactionId.from(ids.get()).value()));
        }
        return new Unit(
                key(unit.key()),
                unit.owners().stream().map(AccountOwner::module).collect(Collectors.toUnmodifiableSet()),
                instructions);
    }

    private static Instruction instruction(Command command, UUID txId) {
        return switch (command) {
            case Posting(var valueAt, var legs, var caps) ->
                new Post(txId, TransferKind.POST, valueAt, legs(legs), limits(caps));
            case Adjustment(var valueAt, var legs) ->
                new Post(txId, TransferKind.ADJUSTMENT, valueAt, legs(legs), List.of());
            case PlaceHold(var debit, var credit, var amount, var captureLimit, var expiresAt) ->
                new io.flowlet.ledger.internal.engine.Hold(
                        txId, leg(debit, credit, amount), captureLimit.minor(), stored(expiresAt));
            case CaptureHold(var hold, var amount, var last, var valueAt) ->
                new Capture(
                        txId,
                        ref(hold),
                        amount == null ? Capture.REST : amount.minor(),
                        StoredCurrency.code(amount == null ? hold.currency() : amount.currency()),
                        last,
                        valueAt);
            case ReleaseHold(var hold, var reason) -> new Release(txId, ref(hold), kind(reason));
            case Reversal reversal ->
                new Reverse(
                        txId,
                        reversal.valueAt(),
                        reversal.parts().stream().map(Translation::part).toList());
        };
    }

    /** As exact as the database keeps it. */
    private static @Nullable Instant stored(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }

    private static List<Leg> legs(List<Posting.Leg> legs) {
        return legs.stream()
                .map(leg -> leg(leg.debit(), leg.credit(), leg.amount()))
                .toList();
    }

    private static Leg leg(AccountNumber debit, AccountNumber credit, Money amount) {
        return new Leg(debit.value(), credit.value(), amount.minor(), StoredCurrency.code(amount.currency()));
    }

    private static List<MovementLimit> limits(List<Cap> caps) {
        return caps.stream()
                .map(cap -> new MovementLimit(
                        cap.account().value(),
                        MovementLimit.Side.valueOf(cap.side().name()),
                        MovementLimit.Window.valueOf(cap.window().name()),
                        cap.most().minor()))
                .toList();
    }

    private static HoldRef ref(Hold.Ref hold) {
        return new HoldRef(
                hold.id().value(), hold.debit().value(), hold.credit().value(), StoredCurrency.code(hold.currency()));
    }

    private static TransferKind kind(ReleaseHold.Reason reason) {
        return switch (reason) {
            case VOID -> TransferKind.VOID;
            case EXPIRY -> TransferKind.EXPIRE;
        };
    }

    private static Reverse.Part part(Reversal.Part part) {
        Money amount = part.amount();
        Currency currency = amount == null ? part.moved().currency() : amount.currency();
        return new Reverse.Part(
                part.transfer(),
                part.debit().value(),
                part.credit().value(),
                StoredCurrency.code(currency),
                part.moved().minor(),
                amount == null ? null : amount.minor());
    }

    private static @Nullable RequestKey key(@Nullable IdempotencyKey key) {
        return key == null ? null : new RequestKey(IdempotencyStore.slot(key).toString(), key.requestHash());
    }

    /** The transactions of a posted unit. */
    static PostingOutcome posted(Outcome.Posted posted, Instant bookedAt) {
        List<PostedTransfer> transfers = posted.transfers();
        List<PostedTransaction> transactions = new ArrayList<>();
        int from = 0;
        while (from < transfers.size()) {
            UUID txId = transfers.get(from).txId();
            int to = from;
            while (to < transfers.size() && transfers.get(to).txId().equals(txId)) {
                to++;
            }
            transactions.add(transaction(transfers.subList(from, to), bookedAt));
            from = to;
        }
        return new PostingOutcome.Posted(
                transactions, posted.holds().stream().map(Translation::hold).toList());
    }

    private static Hold hold(Held held) {
        Currency currency = StoredCurrency.of(held.currency());
        return new Hold(
                new HoldId(held.id()),
                new AccountNumber(held.debitAccount()),
                new AccountNumber(held.creditAccount()),
                new Money(currency, held.amountMinor()),
                new Money(currency, held.remainingMinor()),
                new Money(currency, held.capturedMinor()),
                new Money(currency, held.captureLimitMinor()),
                HoldStatus.valueOf(held.state().name()),
                held.expiresAt(),
                held.placedAt());
    }

    private static PostedTransaction transaction(List<PostedTransfer> transfers, Instant bookedAt) {
        PostedTransfer first = transfers.getFirst();
        return new PostedTransaction(
                new TransactionId(first.txId()),
                TransferRows.shown(first.kind()),
                first.valueAt(),
                bookedAt,
                transfers.stream().map(Translation::leg).toList());
    }

    private static PostedLeg leg(PostedTransfer transfer) {
        Leg leg = transfer.leg();
        Currency currency = StoredCurrency.of(leg.currency());
        return new PostedLeg(
                side(leg.debitAccount(), transfer.debit(), currency),
                side(leg.creditAccount(), transfer.credit(), currency),
                new Money(currency, leg.amountMinor()));
    }

    private static Side side(long account, PostedTransfer.Side side, Currency currency) {
        return new Side(new AccountNumber(account), side.version(), new Money(currency, side.balance()));
    }

    /** A refusal as the module tells it. */
    static PostingOutcome refused(Outcome.Refused refused) {
        PostingRefusal reason = switch (refused) {
            case Outcome.UnknownAccount unknown -> PostingRefusal.UNKNOWN_ACCOUNT;
            case Outcome.UnknownHold unknown -> PostingRefusal.UNKNOWN_HOLD;
            case Outcome.AccountControlled controlled -> PostingRefusal.ACCOUNT_CONTROLLED;
            case Outcome.AccountClosed closed -> PostingRefusal.ACCOUNT_CLOSED;
            case Outcome.AccountFrozen frozen -> PostingRefusal.ACCOUNT_FROZEN;
            case Outcome.HoldNotOpen ended -> PostingRefusal.HOLD_NOT_OPEN;
            case Outcome.HoldExpired late -> PostingRefusal.HOLD_EXPIRED;
            case Outcome.AlreadyReversed nothing -> PostingRefusal.ALREADY_REVERSED;
            case Outcome.PeriodClosed closed -> PostingRefusal.PERIOD_CLOSED;
            case Outcome.ValueAtInFuture early -> PostingRefusal.VALUE_AT_IN_FUTURE;
            case Outcome.SameAccount same -> PostingRefusal.SAME_ACCOUNT;
            case Outcome.CurrencyMismatch mismatch -> PostingRefusal.CURRENCY_MISMATCH;
            case Outcome.CaptureLimitExceeded exceeded -> PostingRefusal.CAPTURE_LIMIT_EXCEEDED;
            case Outcome.ReversalExceedsRest exceeds -> PostingRefusal.REVERSAL_EXCEEDS_REST;
            case Outcome.InsufficientFunds lack -> PostingRefusal.INSUFFICIENT_FUNDS;
            case Outcome.CeilingExceeded exceeded -> PostingRefusal.CEILING_EXCEEDED;
            case Outcome.MovementLimitExceeded exceeded -> PostingRefusal.MOVEMENT_LIMIT_EXCEEDED;
            case Outcome.Overflow overflow -> PostingRefusal.OUT_OF_RANGE;
        };
        Outcome.Place place = refused.place();
        return new PostingOutcome.Refused(reason, place.instruction(), place.leg(), new AccountNumber(place.account()));
    }
}
