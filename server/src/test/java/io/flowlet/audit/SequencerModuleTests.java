package io.flowlet.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.audit.Sequencer.Outcome;
import io.flowlet.audit.internal.CheckpointFile;
import io.flowlet.audit.internal.Leaderships;
import io.flowlet.audit.internal.SequencerMeters;
import io.flowlet.audit.internal.TreeDamaged;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.SignedNote;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencerModuleTests {
    private final AuditContext context = new AuditContext();
    private final Sequencer sequencer = context.sequencer();
    private final LateWriters writers = new LateWriters(context);

    @TempDir
    private Path folder;

    @BeforeEach
    void startsEmpty() throws Exception {
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Idle());
    }

    @AfterEach
    void close() throws Exception {
        writers.close();
        context.close();
    }

    @Test
    void givesEveryCommittedEventOneLeafAndSignsOneCheckpointARound() throws Exception {
        context.record(1, 300);
        context.record(2, 7);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(307, 307, false));
        assertThat(context.checkedLog().size()).isEqualTo(307);
        assertThat(checkpoints()).isEqualTo(1);

        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Idle());
        assertThat(checkpoints()).isEqualTo(1);

        context.record(2, 300);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(300, 607, false));
        assertThat(context.checkedLog().size()).isEqualTo(607);
        assertThat(checkpoints()).isEqualTo(2);
    }

    @Test
    void takesABacklogInBatchesAndSaysWhetherThereIsMore() throws Exception {
        context.record(1, 2_500);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(1_000, 1_000, true));
        context.record(1, 1);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(1_000, 2_000, true));
        sequencer.giveUp();
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(501, 2_501, false));
        assertThat(context.checkedLog().size()).isEqualTo(2_501);
    }

    @Test
    void findsATransactionThatCommitsLongAfterLaterOnes() throws Exception {
        UUID late = writers.open("late");
        context.record(1, 5);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(5, 5, false));
        context.record(1, 5);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(5, 10, false));

        writers.commit("late");
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(1, 11, false));
        assertThat(context.checkedLog().ids().getLast()).isEqualTo(late);
    }

    @Test
    void findsALateTransactionAlsoWhenAnotherSequencerTookOverMeanwhile() throws Exception {
        UUID late = writers.open("late");
        context.record(1, 5);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(5, 5, false));
        sequencer.giveUp();
        context.record(1, 1);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(1, 6, false));
        sequencer.giveUp();
        writers.commit("late");
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(1, 7, false));
        assertThat(context.checkedLog().ids().getLast()).isEqualTo(late);
    }

    @Test
    void leavesOutWhatWasRolledBack() throws Exception {
        writers.open("undone");
        context.record(1, 2);
        writers.rollback("undone");
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(2, 2, false));
        assertThat(context.checkedLog().size()).isEqualTo(2);
    }

    @Test
    void looksThroughAllEventsWhenTransactionIdsWereResetByARestore() throws Exception {
        context.record(1, 3);
        sequencer.runOnce();
        sequencer.giveUp();
        context.superuser.update("update audit.head set low = '9000000000000000000'");
        context.record(1, 2);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(2, 5, false));
        assertThat(context.checkedLog().size()).isEqualTo(5);
        assertThat(context.number("select low::text::bigint from audit.head")).isLessThan(1_000_000_000L);
    }

    @Test
    void sequencesEventsOfEveryMonth() throws Exception {
        writers.open("old", UUID.fromString("00000000-0000-7000-8000-000000000001"));
        writers.commit("old");
        writers.open("far", UUID.fromString("7fffffff-ffff-7000-8000-000000000001"));
        writers.commit("far");
        context.record(1, 1);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(3, 3, false));
        assertThat(context.number("select count(*) from audit.event_default")).isEqualTo(2);
        context.checkedLog();
    }

    @Test
    void oneOfTwoLeadsAndTheOtherStaysQuietUntilItMay() throws Exception {
        Sequencer other = new Sequencer(
                context.bean(AuditSettings.class),
                context.bean(Leaderships.class),
                context.bean(CheckpointFile.class),
                context.bean(SequencerMeters.class));
        context.record(1, 1);
        assertThat(other.runOnce()).isEqualTo(new Outcome.Following());
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(1, 1, false));
        sequencer.giveUp();

        context.record(1, 1);
        assertThat(other.runOnce()).isEqualTo(new Outcome.Sequenced(1, 2, false));
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Following());
        other.giveUp();
        assertThat(context.checkedLog().size()).isEqualTo(2);
    }

    @Test
    void startsAnewAfterItsConnectionWasLost() throws Exception {
        context.record(1, 1);
        killSequencers();
        assertThatThrownBy(sequencer::runOnce).isInstanceOf(Exception.class);
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Sequenced(1, 1, false));
        context.checkedLog();
    }

    @Test
    void signsNothingOnceATileWasChanged() throws Exception {
        context.record(1, 3);
        sequencer.runOnce();
        withoutTriggers("update audit.tile set hashes = sha256('x') || substring(hashes from 33) where level = 0");
        context.record(1, 1);
        assertThatThrownBy(sequencer::runOnce).isInstanceOf(TreeDamaged.class);
        assertThatThrownBy(sequencer::runOnce).isInstanceOf(TreeDamaged.class);
        assertThat(checkpoints()).isEqualTo(1);
    }

    @Test
    void signsNothingOnTopOfACheckpointThatIsNotItsOwn() throws Exception {
        context.record(1, 3);
        sequencer.runOnce();
        SignedNote own = SignedNote.parse(note());
        SignedNote foreign = new SignedNote(
                own.text(),
                List.of(new SignedNote.NoteSignature(
                        AuditContext.ORIGIN, own.signatures().getFirst().keyId(), "A".repeat(86) + "==")));
        withoutTriggers("update audit.checkpoint set note = '" + foreign.encoded() + "'");
        context.record(1, 1);
        assertThatThrownBy(sequencer::runOnce).isInstanceOf(TreeDamaged.class).hasMessageContaining("not signed");
        withoutTriggers("delete from audit.checkpoint");
        assertThatThrownBy(sequencer::runOnce).isInstanceOf(TreeDamaged.class).hasMessageContaining("no checkpoint");
    }

    @Test
    void runsByItselfUntilItIsStopped() throws Exception {
        AuditSettings own = new AuditSettings(AuditContext.ORIGIN, true, Duration.ofMillis(10), 100, null);
        AuditThread running = new AuditThread(own, () -> sequencer);
        running.start();
        context.record(1, 250);
        awaitSize(250);
        killSequencers();
        context.record(1, 1);
        awaitSize(251);
        running.stop();
        assertThat(running.isRunning()).isFalse();
        assertThat(sequencer.runOnce()).isEqualTo(new Outcome.Idle());
        context.checkedLog();
    }

    @Test
    void appendsEveryCheckpointToTheAnchorAndGoesOnWithoutIt() throws Exception {
        Path file = folder.resolve("sub/checkpoints");
        AuditSettings settings = new AuditSettings(AuditContext.ORIGIN, false, Duration.ofMillis(10), 100, file);
        try (AuditContext anchored = new AuditContext(settings)) {
            anchored.record(1, 1);
            assertThat(anchored.sequencer().runOnce()).isEqualTo(new Outcome.Sequenced(1, 1, false));
            assertThat(anchored.bean(MeterRegistry.class)
                            .get("flowlet.audit.anchor.failures")
                            .counter()
                            .count())
                    .isEqualTo(1);

            Files.createDirectory(folder.resolve("sub"));
            anchored.record(1, 1);
            anchored.sequencer().runOnce();
            anchored.sequencer().giveUp();
            assertThat(anchored.sequencer().runOnce()).isEqualTo(new Outcome.Idle());
        }
        String[] notes = Files.readString(file).split("(?<=\n\n)(?=" + AuditContext.ORIGIN + ")");
        assertThat(notes).hasSize(2); // after a change of leadership the last one is written again
        for (String note : notes) {
            String exact = note.substring(0, note.length() - 1);
            assertThat(Checkpoint.of(SignedNote.parse(exact)).size()).isEqualTo(2);
        }
    }

    @Test
    void tellsHowFarItIs() throws Exception {
        context.record(1, 4);
        sequencer.runOnce();
        MeterRegistry meters = context.bean(MeterRegistry.class);
        assertThat(meters.get("flowlet.audit.events").counter().count()).isEqualTo(4);
        assertThat(meters.get("flowlet.audit.tree.size").gauge().value()).isEqualTo(4);
        assertThat(meters.get("flowlet.audit.leading").gauge().value()).isEqualTo(1);
        assertThat(meters.get("flowlet.audit.delay").timer().count()).isEqualTo(4);
        assertThat(meters.get("flowlet.audit.rounds")
                        .tag("outcome", "sequenced")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private void awaitSize(long size) throws InterruptedException {
        long last = -1;
        for (int i = 0; i < 3_000 && last != size; i++) {
            Thread.sleep(10);
            last = context.number("select size from audit.head");
        }
        assertThat(last).isEqualTo(size);
    }

    private void killSequencers() {
        context.superuser.queryForList(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'flowlet_sequencer' and datname = current_database()");
    }

    private void withoutTriggers(String sql) {
        context.superuser.execute("begin; set local session_replication_role = replica; " + sql + "; commit");
    }

    private long checkpoints() {
        return context.number("select count(*) from audit.checkpoint");
    }

    private String note() {
        return context.superuser
                .queryForList("select note from audit.checkpoint order by size desc limit 1", String.class)
                .getFirst();
    }
}
