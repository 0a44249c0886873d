package io.flowlet.ledger.internal.engine;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as one would write it on paper: whole numbers without end, the whole state copied before every unit and put back when a leg fails.
 *
 * <p>Written from the rules, not from the engine. It says what became of a unit as a line of text, so that nothing is shared but the input.
 */
final class NaiveLedger {
    private static final BigInteger HIGHEST = BigInteger.TWO.pow(63).subtract(BigInteger.ONE);

    private Map<Long, Row> rows = new TreeMap<>();
    private final List<String> answers = new ArrayList<>();
    private final Map<String, Integer> keys = new HashMap<>();
    private final Map<Integer, String> hashes = new HashMap<>();

    NaiveLedger(List<Account> start) {
        for (Account account : start) {
            rows.put(account.id(), new Row(account));
        }
    }

    String apply(Unit unit) {
        int number = answers.size();
        String answer = decide(unit, number);
        answers.add(answer);
        return answer;
    }

    /** One line an account. */
    String state() {
        StringBuilder text = new StringBuilder();
        rows.forEach((id, row) -> text.append(id)
                .append(": ")
                .append(row.balance)
                .append(" at ")
                .append(row.entries)
                .append('\n'));
        return text.toString();
    }

    BigInteger sum() {
        return rows.values().stream().map(row -> row.balance).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private String decide(Unit unit, int number) {
        RequestKey key = unit.key();
        if (key != null) {
            Integer before = keys.get(key.identity());
            if (before != null) {
                return key.requestHash().equals(hashes.get(before)) ? "duplicate of " + before : "key of " + before;
            }
            keys.put(key.identity(), number);
            hashes.put(number, key.requestHash());
        }
        String fault = worstFault(unit);
        if (fault != null) {
            return fault;
        }
        Map<Long, Row> copy = new TreeMap<>();
        rows.forEach((id, row) -> copy.put(id, new Row(row)));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < unit.instructions().size(); i++) {
            List<Leg> legs = ((Post) unit.instructions().get(i)).legs();
            for (int j = 0; j < legs.size(); j++) {
                String refused = book(legs.get(j), lines);
                if (refused != null) {
                    rows = copy;
                    return refused.formatted(i, j);
                }
            }
        }
        return String.join("; ", lines);
    }

    /** Of all faults that can be seen without moving money: the gravest kind, then the first leg, then the debit side. */
    private @Nullable String worstFault(Unit unit) {
        Map<Integer, String> faults = new TreeMap<>();
        for (int i = 0; i < unit.instructions().size(); i++) {
            List<Leg> legs = ((Post) unit.instructions().get(i)).legs();
            for (int j = 0; j < legs.size(); j++) {
                Leg leg = legs.get(j);
                Row from = rows.get(leg.debitAccount());
                Row to = rows.get(leg.creditAccount());
                String debited = " %d.%d account %d".formatted(i, j, leg.debitAccount());
                String credited = " %d.%d account %d".formatted(i, j, leg.creditAccount());
                if (from == null) {
                    faults.putIfAbsent(1, "unknown" + debited);
                } else if (to == null) {
                    faults.putIfAbsent(1, "unknown" + credited);
                } else {
                    look(unit, leg, from, debited, true, faults);
                    look(unit, leg, to, credited, false, faults);
                    if (leg.debitAccount() == leg.creditAccount()) {
                        faults.putIfAbsent(5, "same" + debited);
                    }
                }
            }
        }
        return faults.isEmpty() ? null : faults.values().iterator().next();
    }

    private static void look(Unit unit, Leg leg, Row row, String where, boolean debit, Map<Integer, String> faults) {
        if (!unit.owners().contains(row.start.owner())) {
            faults.putIfAbsent(2, "controlled" + where);
        }
        String state = row.start.state().name();
        if (state.equals("CLOSED")) {
            faults.putIfAbsent(3, "closed" + where);
        }
        if (!state.equals("OPEN") && (debit || !state.equals("DEBIT_FROZEN"))) {
            faults.putIfAbsent(4, "frozen" + where);
        }
        if (row.start.currency() != leg.currency()) {
            faults.putIfAbsent(6, "currency" + where);
        }
    }

    private @Nullable String book(Leg leg, List<String> lines) {
        Row from = rows.get(leg.debitAccount());
        Row to = rows.get(leg.creditAccount());
        if (from == null || to == null) {
            throw new AssertionError("faults were looked for before");
        }
        BigInteger amount = BigInteger.valueOf(leg.amountMinor());
        from.balance = from.balance.subtract(amount);
        to.balance = to.balance.add(amount);
        from.entries++;
        to.entries++;
        String debited = " %d.%d account " + leg.debitAccount();
        String credited = " %d.%d account " + leg.creditAccount();
        Long floor = from.start.floor();
        if (floor != null
                && from.balance
                                .subtract(BigInteger.valueOf(from.start.heldOut()))
                                .compareTo(BigInteger.valueOf(floor))
                        < 0) {
            return "funds" + debited;
        }
        Long ceiling = to.start.ceiling();
        if (ceiling != null
                && to.balance.add(BigInteger.valueOf(to.start.heldIn())).compareTo(BigInteger.valueOf(ceiling)) > 0) {
            return "ceiling" + credited;
        }
        if (from.balance.abs().compareTo(HIGHEST) > 0) {
            return "overflow" + debited;
        }
        if (to.balance.abs().compareTo(HIGHEST) > 0) {
            return "overflow" + credited;
        }
        lines.add("%s -%d=%s@%d +%d=%s@%d"
                .formatted(
                        leg.amountMinor(),
                        leg.debitAccount(),
                        from.balance,
                        from.entries,
                        leg.creditAccount(),
                        to.balance,
                        to.entries));
        return null;
    }

    private static final class Row {
        final Account start;
        BigInteger balance;
        long entries;

        Row(Account start) {
            this.start = start;
            balance = BigInteger.valueOf(start.posted());
            entries = start.version();
        }

        Row(Row other) {
            start = other.start;
            balance = other.balance;
            entries = other.entries;
        }
    }
}
