package io.flowlet.ledger.internal.engine;

import java.time.LocalDate;
import java.util.stream.Collectors;

/** The engine's answers and values in the words of the naive ledger. */
public final class Told {
    private Told() {}

    public static String text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Posted posted ->
                posted.transfers().stream().map(Told::text).collect(Collectors.joining("; "));
            case Outcome.Duplicate duplicate -> "duplicate of " + duplicate.unit();
            case Outcome.KeyReused reused -> "key of " + reused.unit();
            case Outcome.Refused refused ->
                "%s %d.%d account %d"
                        .formatted(
                                word(refused),
                                refused.place().instruction(),
                                refused.place().leg(),
                                refused.place().account());
        };
    }

    private static String word(Outcome.Refused refused) {
        return switch (refused) {
            case Outcome.UnknownAccount unknown -> "unknown";
            case Outcome.UnknownHold unknown -> "no hold";
            case Outcome.AccountControlled controlled -> "controlled";
            case Outcome.AccountClosed closed -> "closed";
            case Outcome.AccountFrozen frozen -> "frozen";
            case Outcome.HoldNotOpen ended -> "not open";
            case Outcome.HoldExpired expired -> "expired";
            case Outcome.AlreadyReversed reversed -> "reversed";
            case Outcome.PeriodClosed closed -> "period";
            case Outcome.ValueAtInFuture early -> "future";
            case Outcome.SameAccount same -> "same";
            case Outcome.CurrencyMismatch mismatch -> "currency";
            case Outcome.CaptureLimitExceeded exceeded -> "capture limit";
            case Outcome.ReversalExceedsRest exceeds -> "rest";
            case Outcome.InsufficientFunds lack -> "funds";
            case Outcome.CeilingExceeded exceeded -> "ceiling";
            case Outcome.MovementLimitExceeded exceeded -> "limit";
            case Outcome.Overflow overflow -> "overflow";
        };
    }

    private static String text(PostedTransfer transfer) {
        Leg leg = transfer.leg();
        return "%s %d %s %d held %d of %s at %s -%d=%s@%d +%d=%s@%d"
                .formatted(
                        transfer.txId(),
                        transfer.index(),
                        transfer.kind(),
                        leg.amountMinor(),
                        transfer.heldMinor(),
                        transfer.ref(),
                        transfer.valueAt(),
                        leg.debitAccount(),
                        transfer.debit().balance(),
                        transfer.debit().version(),
                        leg.creditAccount(),
                        transfer.credit().balance(),
                        transfer.credit().version());
    }

    /** As {@link NaiveLedger#state}. */
    public static String text(Locked state) {
        StringBuilder text = new StringBuilder();
        for (Account account : state.accounts()) {
            Counters counters = account.counters();
            text.append("%d: %d held %d %d at %d, moved on %s: %d %d %d %d\n"
                    .formatted(
                            account.id(),
                            account.posted(),
                            account.heldOut(),
                            account.heldIn(),
                            account.version(),
                            LocalDate.ofEpochDay(counters.day()),
                            counters.dayDebited(),
                            counters.dayCredited(),
                            counters.monthDebited(),
                            counters.monthCredited()));
        }
        state.holds()
                .forEach(hold -> text.append("%s %s %d of %d\n"
                        .formatted(hold.id(), hold.state(), hold.remainingMinor(), hold.capturedMinor())));
        state.reversed()
                .forEach(each -> text.append("%s reversed %d\n".formatted(each.transfer(), each.reversedMinor())));
        return text.toString();
    }
}
