package io.flowlet.audit.internal;

import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.TreeAppender;
import io.flowlet.tlog.TreeAppender.Appended;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One connection as {@code flowlet_sequencer} that holds the lock of the leader; leadership ends with it. Not thread-safe.
 *
 * <p>A round is one transaction: whatever fails in it leaves the log as it was, and this connection has to be closed. The connection must be
 * a direct one: behind a pooler that hands sessions around the lock would be worth nothing (the fence in {@code audit.head} still is).
 */
public final class Leadership implements AutoCloseable {
    private final Connection connection;
    private final TreeTables tables;
    private final LogKey key;
    private final Clock clock;

    /** The snapshot before the last complete reading: what had ended by then has its leaf. Null until there was one. */
    private @Nullable Snapshot seen;

    private boolean keyNoted;

    Leadership(Connection connection, LogKey key, Clock clock) {
        this.connection = connection;
        this.tables = new TreeTables(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
        this.key = key;
        this.clock = clock;
    }

    /**
     * What a round wants to write.
     *
     * @param head the log as it was read
     * @param before which transactions had ended before the events were read
     * @param events in the order of the log
     * @param complete whether these are all events there were
     */
    record Plan(Head head, Snapshot before, List<NewLeaf> events, boolean complete) {}

    /**
     * Sequences at most {@code batch} events and signs one checkpoint; commits nothing when there is no event.
     *
     * @throws TreeDamaged if the stored tree is not the one that was signed last
     * @throws Overtaken if another leader was faster: nothing was written
     */
    public Optional<Round> round(int batch) throws SQLException {
        Plan plan = plan(batch);
        if (plan.events().isEmpty()) {
            connection.rollback();
            seen = plan.before();
            return Optional.empty();
        }
        return Optional.of(write(plan));
    }

    Plan plan(int batch) {
        Head head = tables.head();
        // a statement of its own: whatever had ended when this was read is visible to the next statement
        Snapshot before = tables.snapshot();
        List<NewLeaf> events =
                seen == null ? tables.eventsSince(lowest(head, before), batch) : tables.eventsEndedSince(seen, batch);
        return new Plan(head, before, events, events.size() < batch);
    }

    /** Transaction ids never go back, except when the rows were restored into another server: then all events are looked at again. */
    private static long lowest(Head head, Snapshot before) {
        return before.xmin() < head.low() ? 0 : head.low();
    }

    Round write(Plan plan) throws SQLException {
        Head head = plan.head();
        Appended tree = TreeAppender.append(
                head.size(), tables, plan.events().stream().map(NewLeaf::entry).toList());
        requireUntouched(head, tree.previousRoot());
        long low = plan.complete() ? plan.before().xmin() : lowest(head, plan.before());
        if (!tables.advance(head, new Head(tree.size(), low))) {
            throw new Overtaken();
        }
        SignedNote note = key.sign(new Checkpoint(key.origin(), tree.size(), tree.root()));
        tables.insertLeaves(head.size(), plan.events());
        tables.writeTiles(tree.tiles());
        tables.insertCheckpoint(tree.size(), tree.root(), note.encoded(), clock.instant());
        if (!keyNoted) {
            tables.noteKey(key.verifier(), clock.instant());
        }
        connection.commit();
        keyNoted = true;
        if (plan.complete()) {
            seen = plan.before();
        }
        return new Round(
                plan.events().stream().map(NewLeaf::id).toList(), tree.size(), note.encoded(), !plan.complete());
    }

    private void requireUntouched(Head head, Hash storedRoot) {
        if (head.size() == 0) {
            return;
        }
        String note = tables.latestNote().orElseThrow(() -> new TreeDamaged("the log has entries, but no checkpoint"));
        try {
            SignedNote signed = SignedNote.parse(note);
            Checkpoint last = Checkpoint.of(signed);
            if (!key.signed(signed)) {
                throw new TreeDamaged("the last checkpoint is not signed by the key of " + key.origin());
            }
            if (last.size() != head.size() || !last.root().equals(storedRoot)) {
                throw new TreeDamaged("the stored tree of %d entries is not the one of the last checkpoint (%d entries)"
                        .formatted(head.size(), last.size()));
            }
        } catch (Malformed e) {
            throw new TreeDamaged("the last checkpoint is unreadable: " + e.getMessage());
        }
    }

    /** The newest checkpoint; empty before the first. */
    public Optional<String> latestNote() throws SQLException {
        Optional<String> note = tables.latestNote();
        connection.rollback();
        return note;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
