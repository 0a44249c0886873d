package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.Given.EUR;
import static io.flowlet.ledger.internal.engine.Given.JPY;
import static io.flowlet.ledger.internal.engine.Given.VALUE_AT;
import static io.flowlet.ledger.internal.engine.Given.uuid;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.flowlet.testing.Cases;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random batches: the engine, the engine fed one unit at a time, and the naive ledger must agree on every answer and every balance. */
final class BatchModelTests {
    private static final int ACCOUNTS = 6;
    private static final long[] AMOUNTS = {1, 1, 2, 3, 10, 50, 100, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    private static final Long[] LIMITS = {null, null, null, -100L, -1L, 0L, 0L, 1L, 50L, Long.MAX_VALUE, Long.MIN_VALUE
    };

    @Test
    void aBatchSaysAndDoesWhatTheNaiveLedgerDoes() {
        Set<String> met = new HashSet<>();
        Cases.check("batch equals naive ledger", random -> {
            List<Account> start = accounts(random);
            NaiveLedger naive = new NaiveLedger(start);
            Batch batch = new Batch(start);
            Map<Long, Account> alone = byId(start);
            for (Unit unit : units(random)) {
                Outcome outcome = batch.decide(unit);
                met.add(outcome.getClass().getSimpleName());
                assertThat(text(outcome)).isEqualTo(naive.apply(unit));
                if (!(outcome instanceof Duplicate) && !(outcome instanceof KeyReused)) {
                    assertThat(decideAlone(alone, unit)).isEqualTo(outcome);
                }
            }
            Map<Long, Account> end = byId(start);
            batch.changed().forEach(account -> end.put(account.id(), account));
            assertThat(end).isEqualTo(alone);
            assertThat(state(end)).isEqualTo(naive.state());
            assertThat(naive.sum()).isEqualTo(new NaiveLedger(start).sum());
        });
        assertThat(met).as("the cases reach every outcome").containsExactlyInAnyOrderElementsOf(outcomes());
    }

    private static Outcome decideAlone(Map<Long, Account> accounts, Unit unit) {
        Batch one = new Batch(accounts.values());
        Outcome outcome = one.decide(unit);
        one.changed().forEach(account -> accounts.put(account.id(), account));
        return outcome;
    }

    private static Set<String> outcomes() {
        Set<String> names = new HashSet<>();
        for (Class<?> outcome : Outcome.class.getPermittedSubclasses()) {
            names.add(outcome.getSimpleName());
        }
        names.remove("Refused");
        for (Class<?> refusal : Refused.class.getPermittedSubclasses()) {
            names.add(refusal.getSimpleName());
        }
        return names;
    }

    private static Map<Long, Account> byId(List<Account> accounts) {
        Map<Long, Account> byId = new TreeMap<>();
        accounts.forEach(account -> byId.put(account.id(), account));
        return byId;
    }

    private static String state(Map<Long, Account> accounts) {
        return accounts.values().stream()
                .map(account -> account.id() + ": " + account.posted() + " at " + account.version() + "\n")
                .collect(Collectors.joining());
    }

    private static List<Account> accounts(RandomGenerator random) {
        List<Account> accounts = new ArrayList<>();
        for (long id = 1; id <= ACCOUNTS; id++) {
            accounts.add(new Account(
                    id,
                    random.nextInt(20) == 0 ? "wallets" : "program",
                    random.nextInt(20) == 0 ? JPY : EUR,
                    balance(random),
                    random.nextInt(3) == 0 ? held(random) : 0,
                    random.nextInt(3) == 0 ? held(random) : 0,
                    limit(random),
                    limit(random),
                    random.nextInt(5),
                    state(random)));
        }
        return accounts;
    }

    private static long balance(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> Long.MAX_VALUE - random.nextInt(3);
            case 1 -> -Long.MAX_VALUE + random.nextInt(3);
            case 2, 3 -> 0;
            default -> random.nextInt(-200, 400);
        };
    }

    private static long held(RandomGenerator random) {
        return random.nextInt(10) == 0 ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(100);
    }

    private static @Nullable Long limit(RandomGenerator random) {
        return LIMITS[random.nextInt(LIMITS.length)];
    }

    private static AccountState state(RandomGenerator random) {
        List<AccountState> states = List.copyOf(EnumSet.allOf(AccountState.class));
        return random.nextInt(5) == 0 ? states.get(random.nextInt(states.size())) : AccountState.OPEN;
    }

    private static List<Unit> units(RandomGenerator random) {
        List<Unit> units = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            List<Instruction> posts = new ArrayList<>();
            int posting = random.nextInt(3) == 0 ? 2 : 1;
            for (int j = 0; j < posting; j++) {
                posts.add(new Post(uuid(random.nextInt(1_000)), VALUE_AT, legs(random)));
            }
            RequestKey key =
                    random.nextBoolean() ? null : new RequestKey("key" + random.nextInt(8), "hash" + random.nextInt(2));
            Set<String> owners = random.nextInt(8) == 0 ? Set.of("program", "wallets") : Set.of("program");
            units.add(new Unit(key, owners, posts));
        }
        return units;
    }

    private static List<Leg> legs(RandomGenerator random) {
        List<Leg> legs = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
        for (int i = 0; i < count; i++) {
            int beyond = random.nextInt(20) == 0 ? 1 : 0;
            long debit = 1L + random.nextInt(ACCOUNTS + beyond);
            long credit = 1L + random.nextInt(ACCOUNTS + beyond);
            short currency = random.nextInt(30) == 0 ? JPY : EUR;
            legs.add(new Leg(uuid(random.nextInt()), debit, credit, AMOUNTS[random.nextInt(AMOUNTS.length)], currency));
        }
        return legs;
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case Posted posted ->
                posted.transfers().stream().map(BatchModelTests::text).collect(Collectors.joining("; "));
            case Duplicate duplicate -> "duplicate of " + duplicate.unit();
            case KeyReused reused -> "key of " + reused.unit();
            case UnknownAccount refused -> text("unknown", refused.place());
            case AccountControlled refused -> text("controlled", refused.place());
            case AccountClosed refused -> text("closed", refused.place());
            case AccountFrozen refused -> text("frozen", refused.place());
            case SameAccount refused -> text("same", refused.place());
            case CurrencyMismatch refused -> text("currency", refused.place());
            case Overflow refused -> text("overflow", refused.place());
            case InsufficientFunds refused -> text("funds", refused.place());
            case CeilingExceeded refused -> text("ceiling", refused.place());
        };
    }

    private static String text(String word, Place place) {
        return "%s %d.%d account %d".formatted(word, place.instruction(), place.leg(), place.account());
    }

    private static String text(PostedTransfer transfer) {
        Leg leg = transfer.leg();
        return "%s -%d=%s@%d +%d=%s@%d"
                .formatted(
                        leg.amountMinor(),
                        leg.debitAccount(),
                        transfer.debit().balance(),
                        transfer.debit().version(),
                        leg.creditAccount(),
                        transfer.credit().balance(),
                        transfer.credit().version());
    }
}
