package io.flowlet.ledger.internal;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.ProgramCommand.Leg;
import io.flowlet.ledger.ProgramCommand.Line;
import io.flowlet.ledger.ProgramCommand.Side;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns journal lines into legs: each debit, in order, is met by the credits of its currency that are left, in order.
 *
 * <p>Equal lines make equal legs, and {@code n} lines of a currency at most {@code n - 1}.
 */
final class EntryPairing {
    private EntryPairing() {}

    /**
     * A leg and where it comes from.
     *
     * @param debitEntry place of the debit among the lines
     */
    record Paired(Leg leg, int debitEntry) {}

    /** The legs; empty when debits and credits of a currency differ. */
    static Optional<List<Paired>> pair(List<Line> lines) {
        Map<Currency, Deque<Open>> credits = new HashMap<>();
        for (Line line : lines) {
            if (line.side() == Side.CREDIT) {
                credits.computeIfAbsent(line.amount().currency(), currency -> new ArrayDeque<>())
                        .add(new Open(line));
            }
        }
        List<Paired> legs = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.side() == Side.DEBIT
                    && !meet(line, i, credits.getOrDefault(line.amount().currency(), new ArrayDeque<>()), legs)) {
                return Optional.empty();
            }
        }
        return credits.values().stream().allMatch(Deque::isEmpty) ? Optional.of(legs) : Optional.empty();
    }

    private static boolean meet(Line debit, int place, Deque<Open> credits, List<Paired> legs) {
        Currency currency = debit.amount().currency();
        long left = debit.amount().minor();
        while (left > 0) {
            Open credit = credits.peek();
            if (credit == null) {
                return false;
            }
            long part = Math.min(left, credit.left);
            legs.add(new Paired(new Leg(debit.account(), credit.account, new Money(currency, part)), place));
            left -= part;
            credit.left -= part;
            if (credit.left == 0) {
                credits.remove();
            }
        }
        return true;
    }

    /** What of a credit has not met a debit. */
    private static final class Open {
        private final AccountId account;
        private long left;

        Open(Line line) {
            account = line.account();
            left = line.amount().minor();
        }
    }
}
