package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.NaiveLedger.big;
import static io.flowlet.ledger.internal.engine.NaiveLedger.isBeyondRange;
import static io.flowlet.ledger.internal.engine.NaiveLedger.stopped;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** An account of the naive ledger: it remembers what moved on each day and adds up when it is asked. */
final class NaiveAccount {
    private record Movement(BigInteger debited, BigInteger credited) {
        Movement plus(Movement other) {
            return new Movement(debited.add(other.debited), credited.add(other.credited));
        }
    }

    Account rules;
    BigInteger balance;
    BigInteger heldOut;
    BigInteger heldIn;
    long entries;
    private LocalDate lastDay;
    private final Map<LocalDate, Movement> movements = new TreeMap<>();

    NaiveAccount(Account start) {
        rules = start;
        balance = big(start.posted());
        heldOut = big(start.heldOut());
        heldIn = big(start.heldIn());
        entries = start.version();
        Counters counters = start.counters();
        lastDay = LocalDate.ofEpochDay(counters.day());
        movements.put(lastDay, new Movement(big(counters.dayDebited()), big(counters.dayCredited())));
        LocalDate otherDay = lastDay.getDayOfMonth() == 1 ? lastDay.plusDays(1) : lastDay.minusDays(1);
        movements.put(
                otherDay,
                new Movement(
                        big(counters.monthDebited()).subtract(big(counters.dayDebited())),
                        big(counters.monthCredited()).subtract(big(counters.dayCredited()))));
    }

    NaiveAccount(NaiveAccount other) {
        rules = other.rules;
        balance = other.balance;
        heldOut = other.heldOut;
        heldIn = other.heldIn;
        entries = other.entries;
        lastDay = other.lastDay;
        movements.putAll(other.movements);
    }

    void change(BigInteger moved, BigInteger out, BigInteger in) {
        balance = balance.add(moved);
        heldOut = heldOut.add(out);
        heldIn = heldIn.add(in);
        entries++;
    }

    /** A day never goes back: what is booked with an earlier date counts into the day that has begun. */
    void remember(LocalDate day, BigInteger moved) {
        if (day.isAfter(lastDay)) {
            lastDay = day;
        }
        movements.merge(
                lastDay, new Movement(moved.negate().max(BigInteger.ZERO), moved.max(BigInteger.ZERO)), Movement::plus);
    }

    boolean isBeyond(MovementLimit limit) {
        boolean debits = limit.side() == MovementLimit.Side.DEBIT;
        BigInteger sum = sum(debits, limit.window() == MovementLimit.Window.MONTH);
        return sum.add(debits ? heldOut : heldIn).compareTo(big(limit.mostMinor())) > 0;
    }

    boolean isOutOfRange() {
        return isBeyondRange(balance) || isBeyondRange(heldOut) || isBeyondRange(heldIn);
    }

    String text() {
        return "%s held %s %s at %d, moved on %s: %s %s %s %s"
                .formatted(
                        balance,
                        heldOut,
                        heldIn,
                        entries,
                        lastDay,
                        stopped(sum(true, false)),
                        stopped(sum(false, false)),
                        stopped(sum(true, true)),
                        stopped(sum(false, true)));
    }

    private BigInteger sum(boolean debits, boolean month) {
        return movements.entrySet().stream()
                .filter(entry -> month
                        ? entry.getKey().withDayOfMonth(1).equals(lastDay.withDayOfMonth(1))
                        : entry.getKey().equals(lastDay))
                .map(entry ->
                        debits ? entry.getValue().debited() : entry.getValue().credited())
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
