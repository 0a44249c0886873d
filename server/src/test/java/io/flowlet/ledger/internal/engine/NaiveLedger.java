package io.flowlet.ledger.internal.engine;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as one would write it on paper: whole numbers without end, every movement kept and added up again for each question, the whole state
 * copied before every unit and put back when a leg fails.
 *
 * <p>Written from the rules, not from the engine. It says what became of a unit as a line of text, so that nothing is shared but the input.
 */
public final class NaiveLedger {
    private static final BigInteger HIGHEST = BigInteger.TWO.pow(63).subtract(BigInteger.ONE);

    private final Map<Long, NaiveAccount> accounts = new TreeMap<>();
    private final Map<UUID, NaiveHold> holds = new TreeMap<>();
    private final Map<UUID, BigInteger> reversed = new TreeMap<>();
    private final List<String> answers = new ArrayList<>();
    private final Map<String, Integer> keys = new HashMap<>();
    private final Map<Integer, String> hashes = new HashMap<>();

    public NaiveLedger(Locked start) {
        start.accounts().forEach(account -> accounts.put(account.id(), new NaiveAccount(account)));
        start.holds().forEach(hold -> holds.put(hold.id(), new NaiveHold(hold)));
        start.reversed().forEach(each -> reversed.put(each.transfer(), BigInteger.valueOf(each.reversedMinor())));
    }

    /** One thing that a unit asks for, as the rules number them: command and leg. */
    private record Line(int command, int leg, Instruction instruction, long from, long to, short currency) {
        String at(long account) {
            return " %d.%d account %d".formatted(command, leg, account);
        }
    }

    public String apply(Unit unit, Booking booking) {
        int number = answers.size();
        String answer = decide(unit, booking, number);
        answers.add(answer);
        return answer;
    }

    /** Keys are remembered for one batch. */
    public void nextBatch() {
        answers.clear();
        keys.clear();
        hashes.clear();
    }

    /** An account's rules are changed from outside. */
    public void change(Account account) {
        NaiveAccount known = accounts.get(account.id());
        if (known != null) {
            known.rules = account;
        }
    }

    /** A hold's time is set from outside. */
    public void expireAt(UUID hold, Instant at) {
        NaiveHold known = holds.get(hold);
        if (known != null) {
            known.expiresAt = at;
        }
    }

    /** One line an account, a hold, and a transfer of which something moved back. */
    public String state() {
        StringBuilder text = new StringBuilder();
        accounts.forEach((id, account) ->
                text.append(id).append(": ").append(account.text()).append('\n'));
        holds.forEach((id, hold) -> text.append(hold.text(id)).append('\n'));
        reversed.forEach(
                (id, sum) -> text.append(id).append(" reversed ").append(sum).append('\n'));
        return text.toString();
    }

    BigInteger sum() {
        return accounts.values().stream().map(account -> account.balance).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private String decide(Unit unit, Booking booking, int number) {
        RequestKey key = unit.key();
        if (key != null) {
            Integer before = keys.get(key.identity());
            if (before != null) {
                return key.requestHash().equals(hashes.get(before)) ? "duplicate of " + before : "key of " + before;
            }
            keys.put(key.identity(), number);
            hashes.put(number, key.requestHash());
        }
        List<Line> lines = lines(unit);
        String fault = worstFault(unit, lines, booking);
        if (fault != null) {
            return fault;
        }
        Map<Long, NaiveAccount> accountsBefore = new TreeMap<>();
        accounts.forEach((id, account) -> accountsBefore.put(id, new NaiveAccount(account)));
        Map<UUID, NaiveHold> holdsBefore = new TreeMap<>();
        holds.forEach((id, hold) -> holdsBefore.put(id, new NaiveHold(hold)));
        Map<UUID, BigInteger> reversedBefore = new TreeMap<>(reversed);
        List<String> written = new ArrayList<>();
        for (Line line : lines) {
            String refused = book(line, booking, written);
            if (refused != null) {
                accounts.putAll(accountsBefore);
                holds.clear();
                holds.putAll(holdsBefore);
                reversed.clear();
                reversed.putAll(reversedBefore);
                return refused;
            }
        }
        return String.join("; ", written);
    }

    private List<Line> lines(Unit unit) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < unit.instructions().size(); i++) {
            Instruction instruction = unit.instructions().get(i);
            switch (instruction) {
                case Post post -> {
                    for (int j = 0; j < post.legs().size(); j++) {
                        Leg leg = post.legs().get(j);
                        lines.add(new Line(i, j, post, leg.debitAccount(), leg.creditAccount(), leg.currency()));
                    }
                }
                case Hold hold -> {
                    Leg leg = hold.leg();
                    lines.add(new Line(i, 0, hold, leg.debitAccount(), leg.creditAccount(), leg.currency()));
                }
                case Capture capture ->
                    lines.add(new Line(
                            i,
                            0,
                            capture,
                            capture.hold().debitAccount(),
                            capture.hold().creditAccount(),
                            capture.currency()));
                case Release release ->
                    lines.add(new Line(
                            i,
                            0,
                            release,
                            release.hold().debitAccount(),
                            release.hold().creditAccount(),
                            release.hold().currency()));
                case Reverse reverse -> {
                    for (int j = reverse.parts().size() - 1; j >= 0; j--) {
                        Reverse.Part part = reverse.parts().get(j);
                        boolean idle = part.amountMinor() == null && left(part).signum() == 0;
                        if (!idle || isDone(reverse)) {
                            lines.add(new Line(
                                    i, j, reverse, part.creditAccount(), part.debitAccount(), part.currency()));
                        }
                    }
                }
            }
        }
        return lines;
    }

    private BigInteger left(Reverse.Part part) {
        return BigInteger.valueOf(part.movedMinor()).subtract(reversed.getOrDefault(part.transfer(), BigInteger.ZERO));
    }

    private boolean isDone(Reverse reverse) {
        return reverse.parts().stream().map(this::left).allMatch(rest -> rest.signum() == 0);
    }

    /** Of all faults that can be seen without moving money: the gravest kind, then the first leg, then the debit side. */
    private @Nullable String worstFault(Unit unit, List<Line> lines, Booking booking) {
        Map<Integer, String> faults = new TreeMap<>();
        for (Line line : lines) {
            NaiveAccount from = accounts.get(line.from());
            NaiveAccount to = accounts.get(line.to());
            if (from == null) {
                faults.putIfAbsent(1, "unknown" + line.at(line.from()));
            } else if (to == null) {
                faults.putIfAbsent(1, "unknown" + line.at(line.to()));
            } else {
                look(unit, line, from, true, faults);
                look(unit, line, to, false, faults);
                look(line, booking, faults);
            }
        }
        return faults.isEmpty() ? null : faults.values().iterator().next();
    }

    private static void look(Unit unit, Line line, NaiveAccount account, boolean debit, Map<Integer, String> faults) {
        String where = line.at(debit ? line.from() : line.to());
        boolean adjusts = line.instruction().kind() == TransferKind.ADJUSTMENT;
        if (!adjusts && !unit.owners().contains(account.rules.owner())) {
            faults.putIfAbsent(3, "controlled" + where);
        }
        String state = account.rules.state().name();
        if (state.equals("CLOSED")) {
            faults.putIfAbsent(4, "closed" + where);
        }
        boolean releases = line.instruction() instanceof Release;
        if (!releases && !state.equals("OPEN") && (debit || !state.equals("DEBIT_FROZEN"))) {
            faults.putIfAbsent(5, "frozen" + where);
        }
        if (account.rules.currency() != line.currency()) {
            faults.putIfAbsent(12, "currency" + where);
        }
    }

    private void look(Line line, Booking booking, Map<Integer, String> faults) {
        String where = line.at(line.from());
        Instruction instruction = line.instruction();
        HoldRef ref = instruction instanceof Capture capture
                ? capture.hold()
                : instruction instanceof Release release ? release.hold() : null;
        NaiveHold hold = ref == null ? null : holds.get(ref.id());
        if (ref != null && (hold == null || !hold.lies(ref))) {
            faults.putIfAbsent(2, "no hold" + where);
        } else if (hold != null) {
            if (!hold.state.equals("OPEN")) {
                faults.putIfAbsent(6, "not open" + where);
            }
            boolean over = hold.expiresAt != null && booking.at().compareTo(hold.expiresAt) >= 0;
            if ((instruction.kind() == TransferKind.CAPTURE && over)
                    || (instruction.kind() == TransferKind.EXPIRE && !over)) {
                faults.putIfAbsent(7, "expired" + where);
            }
        }
        if (instruction instanceof Hold placed
                && placed.expiresAt() != null
                && booking.at().compareTo(placed.expiresAt()) >= 0) {
            faults.putIfAbsent(7, "expired" + where);
        }
        if (instruction instanceof Reverse reverse && isDone(reverse)) {
            faults.putIfAbsent(8, "reversed" + where);
        }
        Instant valueAt = instruction.valueAt() == null ? booking.at() : instruction.valueAt();
        boolean holdsOnly = instruction instanceof Hold || instruction instanceof Release;
        if (!holdsOnly && valueAt.compareTo(booking.closedBefore()) < 0) {
            faults.putIfAbsent(9, "period" + where);
        }
        if (valueAt.compareTo(booking.at()) > 0) {
            faults.putIfAbsent(10, "future" + where);
        }
        if (line.from() == line.to()) {
            faults.putIfAbsent(11, "same" + where);
        }
    }

    private @Nullable String book(Line line, Booking booking, List<String> written) {
        return switch (line.instruction()) {
            case Post post -> {
                BigInteger amount = big(post.legs().get(line.leg()).amountMinor());
                yield move(line, booking, amount, BigInteger.ZERO, null, written);
            }
            case Hold hold -> {
                BigInteger amount = big(hold.leg().amountMinor());
                holds.put(hold.txId(), new NaiveHold(hold));
                yield move(line, booking, amount, amount, null, written);
            }
            case Capture capture -> capture(line, capture, booking, written);
            case Release release -> {
                NaiveHold hold = there(release.hold());
                if (!hold.state.equals("OPEN")) {
                    yield "not open" + line.at(line.from());
                }
                BigInteger given = hold.remaining;
                hold.remaining = BigInteger.ZERO;
                hold.state = release.kind() == TransferKind.EXPIRE ? "EXPIRED" : "VOIDED";
                yield move(line, booking, given, given.negate(), release.hold().id(), written);
            }
            case Reverse reverse -> reverse(line, reverse, booking, written);
        };
    }

    private @Nullable String capture(Line line, Capture capture, Booking booking, List<String> written) {
        NaiveHold hold = there(capture.hold());
        if (!hold.state.equals("OPEN")) {
            return "not open" + line.at(line.from());
        }
        BigInteger amount = capture.amountMinor() == Capture.REST ? hold.remaining : big(capture.amountMinor());
        hold.captured = hold.captured.add(amount);
        if (hold.captured.compareTo(hold.limit) > 0) {
            return "capture limit" + line.at(line.from());
        }
        BigInteger released = capture.last() ? hold.remaining : hold.remaining.min(amount);
        hold.remaining = hold.remaining.subtract(released);
        if (hold.remaining.signum() == 0) {
            hold.state = "CAPTURED";
        }
        return move(line, booking, amount, released.negate(), capture.hold().id(), written);
    }

    private @Nullable String reverse(Line line, Reverse reverse, Booking booking, List<String> written) {
        Reverse.Part part = reverse.parts().get(line.leg());
        BigInteger rest = left(part);
        boolean begun = written.stream().anyMatch(text -> text.startsWith(reverse.txId() + " "));
        if (!begun && isDone(reverse)) {
            return "reversed" + line.at(line.from());
        }
        BigInteger amount = part.amountMinor() == null ? rest : big(part.amountMinor());
        if (amount.compareTo(rest) > 0) {
            return "rest" + line.at(line.from());
        }
        if (amount.signum() == 0) {
            return null;
        }
        reversed.merge(part.transfer(), amount, BigInteger::add);
        return move(line, booking, amount, BigInteger.ZERO, part.transfer(), written);
    }

    private NaiveHold there(HoldRef ref) {
        NaiveHold hold = holds.get(ref.id());
        if (hold == null) {
            throw new AssertionError("faults were looked for before");
        }
        return hold;
    }

    private @Nullable String move(
            Line line, Booking booking, BigInteger amount, BigInteger held, @Nullable UUID ref, List<String> written) {
        NaiveAccount from = accounts.get(line.from());
        NaiveAccount to = accounts.get(line.to());
        if (from == null || to == null) {
            throw new AssertionError("faults were looked for before");
        }
        TransferKind kind = line.instruction().kind();
        boolean holdsOnly = kind == TransferKind.HOLD || kind == TransferKind.VOID || kind == TransferKind.EXPIRE;
        BigInteger moved = holdsOnly ? BigInteger.ZERO : amount;
        BigInteger freeBefore = from.balance.subtract(from.heldOut);
        BigInteger roomBefore = to.balance.add(to.heldIn);
        from.change(moved.negate(), held, BigInteger.ZERO);
        to.change(moved, BigInteger.ZERO, held);
        BigInteger free = from.balance.subtract(from.heldOut);
        BigInteger full = to.balance.add(to.heldIn);
        Long floor = from.rules.floor();
        if (floor != null && free.compareTo(freeBefore) < 0 && free.compareTo(big(floor)) < 0) {
            return "funds" + line.at(line.from());
        }
        Long ceiling = to.rules.ceiling();
        if (ceiling != null && full.compareTo(roomBefore) > 0 && full.compareTo(big(ceiling)) > 0) {
            return "ceiling" + line.at(line.to());
        }
        LocalDate day = LocalDate.ofInstant(booking.at(), ZoneOffset.UTC);
        if (!holdsOnly) {
            from.remember(day, moved.negate());
            to.remember(day, moved);
        }
        if (line.instruction() instanceof Post post) {
            for (MovementLimit limit : post.limits()) {
                boolean debits = limit.side() == MovementLimit.Side.DEBIT;
                NaiveAccount limited = debits ? from : to;
                if (limited.rules.id() == limit.account() && limited.isBeyond(limit)) {
                    return "limit" + line.at(limited.rules.id());
                }
            }
        }
        if (from.isOutOfRange()) {
            return "overflow" + line.at(line.from());
        }
        if (to.isOutOfRange()) {
            return "overflow" + line.at(line.to());
        }
        String tx = line.instruction().txId().toString();
        long index = written.stream().filter(text -> text.startsWith(tx + " ")).count();
        Instant valueAt = line.instruction().valueAt() == null
                ? booking.at()
                : line.instruction().valueAt();
        written.add("%s %d %s %s held %s of %s at %s -%d=%s@%d +%d=%s@%d"
                .formatted(
                        tx,
                        index,
                        kind,
                        amount,
                        held,
                        ref,
                        valueAt,
                        line.from(),
                        from.balance,
                        from.entries,
                        line.to(),
                        to.balance,
                        to.entries));
        return null;
    }

    static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    static boolean isBeyondRange(BigInteger value) {
        return value.abs().compareTo(HIGHEST) > 0;
    }

    static BigInteger stopped(BigInteger sum) {
        return sum.min(HIGHEST);
    }
}
