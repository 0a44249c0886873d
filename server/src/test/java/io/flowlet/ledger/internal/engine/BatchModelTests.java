package io.flowlet.ledger.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.internal.engine.Outcome.Duplicate;
import io.flowlet.ledger.internal.engine.Outcome.KeyReused;
import io.flowlet.ledger.internal.engine.Outcome.Refused;
import io.flowlet.testing.Cases;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Random batches: the engine, the engine fed one unit at a time, and the naive ledger must agree on every answer, every balance, what is held,
 * every version and counter, every hold and every reversed amount.
 *
 * <p>A case is one batch of some 9 commands: {@code -Dflowlet.cases=20000}, which {@code ./flowlet test --full} sets, makes more than 100,000.
 */
final class BatchModelTests {
    /** So many commands meet everything that can happen. */
    private static final int ENOUGH = 5_000;

    @Test
    void aBatchSaysAndDoesWhatTheNaiveLedgerDoes() {
        Set<String> met = new HashSet<>();
        Set<TransferKind> kinds = EnumSet.noneOf(TransferKind.class);
        int[] commands = {0};
        Cases.check("batch equals naive ledger", random -> {
            RandomWorld world = new RandomWorld(random);
            Locked start = world.start();
            Booking booking = world.booking();
            NaiveLedger naive = new NaiveLedger(start);
            Batch batch = new Batch(booking, start);
            State alone = new State(start);
            for (int i = 1 + random.nextInt(14); i > 0; i--) {
                Unit unit = world.unit();
                commands[0] += unit.instructions().size();
                Outcome outcome = batch.decide(unit);
                met.add(outcome.getClass().getSimpleName());
                assertThat(Told.text(outcome)).isEqualTo(naive.apply(unit, booking));
                if (!(outcome instanceof Duplicate) && !(outcome instanceof KeyReused)) {
                    assertThat(alone.decide(booking, unit)).isEqualTo(outcome);
                }
                if (outcome instanceof Outcome.Posted posted) {
                    posted.transfers().forEach(transfer -> kinds.add(transfer.kind()));
                }
                world.learn(outcome);
            }
            State end = new State(start);
            end.take(batch);
            assertThat(end.locked()).isEqualTo(alone.locked());
            assertThat(Told.text(end.locked())).isEqualTo(naive.state());
            assertThat(naive.sum()).isEqualTo(new NaiveLedger(start).sum());
        });
        if (commands[0] > ENOUGH) {
            assertThat(met).as("the cases reach every outcome").containsExactlyInAnyOrderElementsOf(outcomes());
            assertThat(kinds).as("and post every kind").containsExactlyInAnyOrder(TransferKind.values());
        }
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

    /** What would stand in the database. */
    private static final class State {
        private final Map<Long, Account> accounts = new TreeMap<>();
        private final Map<UUID, Held> holds = new TreeMap<>();
        private final Map<UUID, Reversed> reversed = new TreeMap<>();

        State(Locked start) {
            put(start.accounts(), start.holds(), start.reversed());
        }

        Outcome decide(Booking booking, Unit unit) {
            Batch one = new Batch(booking, locked());
            Outcome outcome = one.decide(unit);
            take(one);
            return outcome;
        }

        void take(Batch batch) {
            put(batch.changedAccounts(), batch.changedHolds(), batch.changedReversals());
        }

        Locked locked() {
            return new Locked(
                    List.copyOf(accounts.values()), List.copyOf(holds.values()), List.copyOf(reversed.values()));
        }

        private void put(List<Account> newAccounts, List<Held> newHolds, List<Reversed> newReversed) {
            newAccounts.forEach(account -> accounts.put(account.id(), account));
            newHolds.forEach(hold -> holds.put(hold.id(), hold));
            newReversed.forEach(each -> reversed.put(each.transfer(), each));
        }
    }
}
