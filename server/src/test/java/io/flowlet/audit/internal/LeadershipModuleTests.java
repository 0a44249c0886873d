package io.flowlet.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.audit.AuditContext;
import io.flowlet.audit.LateWriters;
import io.flowlet.ids.Uuid7;
import io.flowlet.testing.Cases;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class LeadershipModuleTests {
    private final AuditContext context = new AuditContext();
    private final LateWriters writers = new LateWriters(context);
    private final Leaderships leaderships = context.bean(Leaderships.class);

    @AfterEach
    void close() throws Exception {
        writers.close();
        context.close();
    }

    @Test
    void twoLeadersThatShouldNeverBeCannotBothExtendTheLog() throws Exception {
        try (Leadership one = leaderships.takeWithoutLock();
                Leadership other = leaderships.takeWithoutLock()) {
            context.record(1, 3);
            Leadership.Plan slow = one.plan(100);
            assertThat(other.round(100)).isPresent();
            assertThatThrownBy(() -> one.write(slow)).isInstanceOf(Overtaken.class);
        }
        assertThat(context.checkedLog().ids()).hasSize(3);
    }

    @Test
    void anOvertakenLeaderWritesNothingEvenIfItsEventsAreOthers() throws Exception {
        try (Leadership one = leaderships.takeWithoutLock();
                Leadership other = leaderships.takeWithoutLock()) {
            context.record(1, 3);
            Leadership.Plan few = one.plan(2);
            context.record(2, 400);
            assertThat(other.round(1_000).orElseThrow().size()).isEqualTo(403);
            assertThatThrownBy(() -> one.write(few)).isInstanceOf(RuntimeException.class);
        }
        assertThat(context.checkedLog().ids()).hasSize(403);
    }

    @Test
    void goesOnWithoutAGapWhereverTheConnectionBreaks() throws Exception {
        for (boolean after : List.of(false, true)) {
            boolean broke = true;
            for (int call = 1; broke; call++) {
                context.record(1, 130);
                broke = breaksAt(call, after);
                context.checkedLog();
                try (Leadership sound = leaderships.tryTake().orElseThrow()) {
                    sound.round(1_000);
                }
                assertThat(context.checkedLog().ids()).as("call %d", call).hasSize((int) events());
                assertThat(call).isLessThan(50);
            }
        }
    }

    private boolean breaksAt(int call, boolean after) throws SQLException {
        BreakingSessions breaking = new BreakingSessions(context.bean(SequencerSessions.class), call, after);
        Leaderships fragile = new Leaderships(breaking, context.key(), Clock.systemUTC());
        try (Leadership leadership = fragile.tryTake().orElseThrow()) {
            leadership.round(1_000);
        } catch (SQLException | DataAccessException e) {
            assertThat(breaking.broke()).isTrue();
        }
        return breaking.broke();
    }

    @Test
    void sequencesExactlyWhatWasCommittedInAnyInterleaving() {
        Set<UUID> committed = new HashSet<>();
        Cases.check("interleavings of writers, rounds and changes of leadership", 15, random -> {
            try (Interleaving run = new Interleaving(random, committed)) {
                for (int step = 0; step < 40; step++) {
                    run.step();
                }
                run.finish();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Random steps over up to four open transactions and one leader. */
    private final class Interleaving implements AutoCloseable {
        private final RandomGenerator random;
        private final Set<UUID> committed;
        private final Map<String, List<UUID>> open = new HashMap<>();
        private final Uuid7 ids = context.bean(Uuid7.class);
        private Optional<Leadership> leader = Optional.empty();

        Interleaving(RandomGenerator random, Set<UUID> committed) {
            this.random = random;
            this.committed = committed;
        }

        void step() throws SQLException {
            String name = "w" + random.nextInt(4);
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> writeIn(name);
                case 3, 4 -> end(name, random.nextInt(4) > 0);
                case 5 -> change();
                default -> round(random.nextInt(1, 8));
            }
        }

        private void writeIn(String name) throws SQLException {
            if (open.containsKey(name)) {
                UUID id = ids.next();
                writers.write(name, id);
                open.get(name).add(id);
            } else {
                open.put(name, new ArrayList<>(List.of(writers.open(name))));
            }
        }

        private void end(String name, boolean commit) throws SQLException {
            List<UUID> written = open.remove(name);
            if (written != null && commit) {
                writers.commit(name);
                committed.addAll(written);
            } else if (written != null) {
                writers.rollback(name);
            }
        }

        private Optional<Round> round(int batch) throws SQLException {
            if (leader.isEmpty()) {
                leader = leaderships.tryTake();
            }
            return leader.orElseThrow().round(batch);
        }

        private void change() throws SQLException {
            if (leader.isPresent()) {
                leader.get().close();
                leader = Optional.empty();
            }
        }

        void finish() throws SQLException {
            for (String name : List.copyOf(open.keySet())) {
                end(name, true);
            }
            while (round(3).isPresent()) {
                // until nothing is left
            }
            assertThat(context.checkedLog().ids()).containsExactlyInAnyOrderElementsOf(committed);
        }

        @Override
        public void close() throws SQLException {
            change();
        }
    }

    private long events() {
        return context.number("select count(*) from audit.event");
    }
}
