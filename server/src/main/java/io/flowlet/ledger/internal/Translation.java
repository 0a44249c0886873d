package io.flowlet.ledger.internal;

import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostedTransaction.PostedLeg;
import io.flowlet.ledger.PostedTransaction.Side;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingRefusal;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.TransactionId;
import io.flowlet.ledger.internal.engine.Instruction;
import io.flowlet.ledger.internal.engine.Leg;
import io.flowlet.ledger.internal.engine.Outcome;
import io.flowlet.ledger.internal.engine.Post;
import io.flowlet.ledger.internal.engine.PostedTransfer;
import io.flowlet.ledger.internal.engine.RequestKey;
import io.flowlet.ledger.internal.engine.Unit;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Between the module's values and the engine's narrow ones. */
final class Translation {
    private Translation() {}

    /** The accounts that the units name, each once, in order. */
    static SortedSet<Long> accounts(List<PostingUnit> units) {
        SortedSet<Long> numbers = new TreeSet<>();
        for (PostingUnit unit : units) {
            for (Command command : unit.commands()) {
                switch (command) {
                    case Posting posting ->
                        posting.legs().forEach(leg -> {
                            numbers.add(leg.debit().value());
                            numbers.add(leg.credit().value());
                        });
                }
            }
        }
        return numbers;
    }

    /** A unit as the engine takes it; its transactions get their ids here, so that ids grow in the order of booking. */
    static Unit unit(PostingUnit unit, Uuid7 ids, Instant bookedAt) {
        List<Instruction> instructions = new ArrayList<>(unit.commands().size());
        for (Command command : unit.commands()) {
            instructions.add(
                    switch (command) {
                        case Posting posting -> post(posting, TransactionId.from(ids.next()), bookedAt);
                    });
        }
        return new Unit(
                key(unit.key()),
                unit.owners().stream().map(AccountOwner::module).collect(Collectors.toUnmodifiableSet()),
                instructions);
    }

    private static Post post(Posting posting, TransactionId id, Instant bookedAt) {
        List<Leg> legs = new ArrayList<>(posting.legs().size());
        for (Posting.Leg leg : posting.legs()) {
            legs.add(new Leg(
                    id.transfer(legs.size()),
                    leg.debit().value(),
                    leg.credit().value(),
                    leg.amount().minor(),
                    StoredCurrency.code(leg.amount().currency())));
        }
        return new Post(id.value(), posting.valueAt() == null ? bookedAt : posting.valueAt(), legs);
    }

    private static @Nullable RequestKey key(@Nullable IdempotencyKey key) {
        return key == null ? null : new RequestKey(IdempotencyStore.slotText(key), key.requestHash());
    }

    /** The transactions of a posted unit. */
    static PostingOutcome posted(List<PostedTransfer> transfers, Instant bookedAt) {
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
        return new PostingOutcome.Posted(transactions);
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
            case Outcome.AccountControlled controlled -> PostingRefusal.ACCOUNT_CONTROLLED;
            case Outcome.AccountClosed closed -> PostingRefusal.ACCOUNT_CLOSED;
            case Outcome.AccountFrozen frozen -> PostingRefusal.ACCOUNT_FROZEN;
            case Outcome.SameAccount same -> PostingRefusal.SAME_ACCOUNT;
            case Outcome.CurrencyMismatch mismatch -> PostingRefusal.CURRENCY_MISMATCH;
            case Outcome.InsufficientFunds lack -> PostingRefusal.INSUFFICIENT_FUNDS;
            case Outcome.CeilingExceeded exceeded -> PostingRefusal.CEILING_EXCEEDED;
            case Outcome.Overflow overflow -> PostingRefusal.OUT_OF_RANGE;
        };
        Outcome.Place place = refused.place();
        return new PostingOutcome.Refused(reason, place.instruction(), place.leg(), new AccountNumber(place.account()));
    }
}
