package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.EUR;
import static io.flowlet.ledger.internal.engine.Given.JPY;
import static io.flowlet.ledger.internal.engine.Given.NOW;
import static io.flowlet.ledger.internal.engine.Given.uuid;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws accounts, holds and units. It knows what was placed and posted, so that later commands find something to work on. */
final class RandomWorld {
    private static final int ACCOUNTS = 6;
    private static final long[] AMOUNTS = {1, 1, 2, 3, 10, 50, 100, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    private static final Long[] LIMITS = {null, null, null, -100L, -1L, 0L, 0L, 1L, 50L, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final Instant[] VALUE_DATES = {
        NOW, NOW.minusSeconds(1), NOW.minusSeconds(90_000), NOW.minusSeconds(86_400), NOW.plusSeconds(1)
    };
    private static final Instant[] CLOSED_BEFORE = {
        Instant.MIN, Instant.MIN, Instant.MIN, NOW.minusSeconds(86_400), NOW, NOW.plusSeconds(1)
    };

    private final RandomGenerator random;
    private final List<Account> accounts = new ArrayList<>();
    private final List<Held> holds = new ArrayList<>();
    private final List<Reverse.Part> transfers = new ArrayList<>();
    private final List<Reversed> reversed = new ArrayList<>();
    private long ids;

    RandomWorld(RandomGenerator random) {
        this.random = random;
        for (long id = 1; id <= ACCOUNTS; id++) {
            accounts.add(account(id));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            addHold();
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            addTransfer();
        }
    }

    Locked start() {
        return new Locked(accounts, holds, reversed);
    }

    Booking booking() {
        return new Booking(NOW, CLOSED_BEFORE[random.nextInt(CLOSED_BEFORE.length)]);
    }

    /** Makes what was posted known to later commands. */
    void learn(Outcome outcome) {
        if (outcome instanceof Outcome.Posted posted) {
            posted.holds().stream()
                    .filter(hold -> holds.stream().noneMatch(known -> known.id().equals(hold.id())))
                    .forEach(holds::add);
            for (PostedTransfer transfer : posted.transfers()) {
                if (transfer.kind().movesMoney()) {
                    transfers.add(part(
                            Given.transfer(transfer.txId(), transfer.index()),
                            transfer.leg().debitAccount(),
                            transfer.leg().creditAccount(),
                            transfer.leg().amountMinor()));
                }
            }
        }
    }

    Unit unit() {
        List<Instruction> instructions = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 2 : 1;
        for (int i = 0; i < count; i++) {
            instructions.add(instruction());
        }
        RequestKey key =
                random.nextInt(3) > 0 ? null : new RequestKey("key" + random.nextInt(8), "hash" + random.nextInt(2));
        Set<String> owners = random.nextInt(8) == 0 ? Set.of("program", "wallets") : Set.of("program");
        return new Unit(key, owners, instructions);
    }

    private Instruction instruction() {
        UUID txId = uuid(++ids);
        return switch (random.nextInt(10)) {
            case 0, 1 -> hold(txId);
            case 2, 3 ->
                new Capture(
                        txId,
                        ref(),
                        random.nextInt(4) == 0 ? Capture.REST : amount(),
                        currency(),
                        random.nextInt(4) == 0,
                        random.nextInt(8) == 0 ? valueAt() : null);
            case 4 -> new Release(txId, ref(), random.nextBoolean() ? TransferKind.VOID : TransferKind.EXPIRE);
            case 5, 6 -> reverse(txId);
            default -> post(txId);
        };
    }

    private Post post(UUID txId) {
        List<Leg> legs = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
        for (int i = 0; i < count; i++) {
            legs.add(leg());
        }
        List<MovementLimit> limits = new ArrayList<>();
        while (random.nextBoolean()) {
            limits.add(new MovementLimit(
                    random.nextBoolean() ? legs.getFirst().debitAccount() : 1L + random.nextInt(ACCOUNTS),
                    random.nextBoolean() ? MovementLimit.Side.DEBIT : MovementLimit.Side.CREDIT,
                    random.nextBoolean() ? MovementLimit.Window.DAY : MovementLimit.Window.MONTH,
                    random.nextInt(6) == 0 ? Long.MAX_VALUE : random.nextInt(200)));
        }
        TransferKind kind = random.nextInt(5) == 0 ? TransferKind.ADJUSTMENT : TransferKind.POST;
        return new Post(txId, kind, valueAt(), legs, limits);
    }

    private Hold hold(UUID txId) {
        Leg leg = leg();
        long more = Math.min(random.nextInt(3) == 0 ? amount() : 0, Long.MAX_VALUE - leg.amountMinor());
        return new Hold(txId, leg, leg.amountMinor() + more, expiry());
    }

    private @Nullable Instant expiry() {
        return switch (random.nextInt(8)) {
            case 0 -> NOW;
            case 1 -> NOW.plusSeconds(1);
            default -> null;
        };
    }

    private @Nullable Instant valueAt() {
        return random.nextInt(5) == 0 ? VALUE_DATES[random.nextInt(VALUE_DATES.length)] : null;
    }

    private HoldRef ref() {
        if (holds.isEmpty() || random.nextInt(30) == 0) {
            return new HoldRef(uuid(random.nextInt(20)), 1, 2, EUR);
        }
        Held hold = holds.get(random.nextInt(holds.size()));
        return switch (random.nextInt(60)) {
            case 0 -> new HoldRef(hold.id(), hold.creditAccount(), hold.debitAccount(), hold.currency());
            case 1 -> new HoldRef(hold.id(), hold.debitAccount(), hold.creditAccount(), JPY);
            case 2 -> new HoldRef(hold.id(), hold.debitAccount(), hold.debitAccount(), hold.currency());
            default -> new HoldRef(hold.id(), hold.debitAccount(), hold.creditAccount(), hold.currency());
        };
    }

    private Reverse reverse(UUID txId) {
        List<Reverse.Part> parts = new ArrayList<>();
        List<Reverse.Part> left = new ArrayList<>(transfers);
        for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0 && !left.isEmpty(); i--) {
            Reverse.Part part = left.remove(random.nextInt(left.size()));
            Long amount = random.nextBoolean() ? null : Long.valueOf(Math.min(amount(), part.movedMinor()));
            parts.add(new Reverse.Part(
                    part.transfer(), part.debitAccount(), part.creditAccount(), currency(), part.movedMinor(), amount));
        }
        if (parts.isEmpty()) {
            parts.add(part(uuid(1_000 + random.nextInt(20)), 1, 2, 5));
        }
        return new Reverse(txId, random.nextInt(8) == 0 ? valueAt() : null, parts);
    }

    private static Reverse.Part part(UUID transfer, long debit, long credit, long movedMinor) {
        return new Reverse.Part(transfer, debit, credit, EUR, movedMinor, null);
    }

    private Leg leg() {
        int beyond = random.nextInt(20) == 0 ? 1 : 0;
        long debit = 1L + random.nextInt(ACCOUNTS + beyond);
        long credit = 1L + random.nextInt(ACCOUNTS + beyond);
        return new Leg(
                debit, random.nextInt(4) > 0 && debit == credit ? debit % ACCOUNTS + 1 : credit, amount(), currency());
    }

    private long amount() {
        return AMOUNTS[random.nextInt(AMOUNTS.length)];
    }

    private short currency() {
        return random.nextInt(30) == 0 ? JPY : EUR;
    }

    private Account account(long id) {
        return new Account(
                id,
                random.nextInt(20) == 0 ? "wallets" : "program",
                random.nextInt(20) == 0 ? JPY : EUR,
                balance(),
                random.nextInt(3) == 0 ? held() : 0,
                random.nextInt(3) == 0 ? held() : 0,
                LIMITS[random.nextInt(LIMITS.length)],
                LIMITS[random.nextInt(LIMITS.length)],
                random.nextInt(5),
                state(),
                counters());
    }

    private long balance() {
        return switch (random.nextInt(8)) {
            case 0 -> Long.MAX_VALUE - random.nextInt(3);
            case 1 -> -Long.MAX_VALUE + random.nextInt(3);
            case 2, 3 -> 0;
            default -> random.nextInt(-200, 400);
        };
    }

    private long held() {
        return random.nextInt(10) == 0 ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(100);
    }

    private AccountState state() {
        List<AccountState> states = List.copyOf(EnumSet.allOf(AccountState.class));
        return random.nextInt(5) == 0 ? states.get(random.nextInt(states.size())) : AccountState.OPEN;
    }

    private Counters counters() {
        int today = (int) (NOW.getEpochSecond() / 86_400);
        int[] days = {0, today, today - 1, today - 14, today - 15, today + 1};
        long most = random.nextInt(10) == 0 ? Long.MAX_VALUE : 200;
        long debited = random.nextLong(most);
        long credited = random.nextLong(most);
        return new Counters(
                days[random.nextInt(days.length)],
                random.nextLong(debited + 1),
                random.nextLong(credited + 1),
                debited,
                credited);
    }

    /** A hold that its accounts have counted. */
    private void addHold() {
        long amount = 1L + random.nextInt(100);
        long captured = random.nextInt(30);
        int debit = random.nextInt(ACCOUNTS);
        int credit = (debit + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        HoldState state = random.nextInt(6) == 0 ? HoldState.VOIDED : HoldState.OPEN;
        long remaining = state == HoldState.OPEN ? amount : 0;
        Account from = accounts.get(debit);
        Account to = accounts.get(credit);
        if (from.heldOut() > 1_000 || to.heldIn() > 1_000) {
            return;
        }
        accounts.set(debit, holding(from, from.heldOut() + remaining, from.heldIn()));
        accounts.set(credit, holding(to, to.heldOut(), to.heldIn() + remaining));
        holds.add(new Held(
                uuid(++ids),
                from.id(),
                to.id(),
                EUR,
                amount,
                remaining,
                captured,
                amount + captured + random.nextInt(60),
                expiry(),
                state,
                NOW.minusSeconds(60)));
    }

    private static Account holding(Account account, long out, long in) {
        return new Account(
                account.id(),
                account.owner(),
                account.currency(),
                account.posted(),
                out,
                in,
                account.floor(),
                account.ceiling(),
                account.version(),
                account.state(),
                account.counters());
    }

    /** A transfer of before, perhaps reversed in part or whole. */
    private void addTransfer() {
        long debit = 1L + random.nextInt(ACCOUNTS);
        long moved = 1L + random.nextInt(100);
        UUID id = uuid(++ids);
        transfers.add(part(id, debit, debit % ACCOUNTS + 1, moved));
        if (random.nextBoolean()) {
            reversed.add(new Reversed(id, moved, random.nextInt(3) == 0 ? moved : 1 + random.nextLong(moved)));
        }
    }
}
