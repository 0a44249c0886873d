package io.flowlet.audit;

import io.flowlet.audit.internal.CheckpointFile;
import io.flowlet.audit.internal.Leadership;
import io.flowlet.audit.internal.Leaderships;
import io.flowlet.audit.internal.Round;
import io.flowlet.audit.internal.SequencerMeters;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gives committed events their place in the log: leaves, tiles and one signed checkpoint a round.
 *
 * <p>Of all instances one leads, which is whoever holds a lock that ends with its database connection; the others try again now and then
 * and never wait. A round is one transaction, so that a crash at any point leaves a whole log, and the head row is a fence: even two leaders
 * could not both extend the same tree. Events are found by the transaction that wrote them, so one that commits late is found late, never
 * missed.
 *
 * <p>A thread of the module runs one round after the other while the application runs, unless {@link AuditSettings#sequencerEnabled()} is
 * false. Thread-safe.
 */
@Component
public final class Sequencer {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

    private final AuditSettings settings;
    private final Leaderships leaderships;
    private final CheckpointFile anchor;
    private final SequencerMeters meters;

    private @Nullable Leadership leadership;

    Sequencer(AuditSettings settings, Leaderships leaderships, CheckpointFile anchor, SequencerMeters meters) {
        this.settings = settings;
        this.leaderships = leaderships;
        this.anchor = anchor;
        this.meters = meters;
    }

    /** How a round ended. */
    public sealed interface Outcome {
        /** These many events got their leaves; {@code more} may be waiting. */
        record Sequenced(int events, long size, boolean more) implements Outcome {}

        /** There was nothing to do. */
        record Idle() implements Outcome {}

        /** Another instance leads. */
        record Following() implements Outcome {}
    }

    /**
     * One round, taking the leadership first if nobody has it.
     *
     * @throws SQLException if the database fails; leadership is given up, nothing is half done, the next round starts anew
     * @throws RuntimeException likewise, also when the stored tree is not the one that was signed
     */
    public synchronized Outcome runOnce() throws SQLException {
        try {
            Leadership lead = leadership == null ? take() : leadership;
            if (lead == null) {
                meters.follows();
                return new Outcome.Following();
            }
            Optional<Round> round = lead.round(settings.batch());
            meters.led(round);
            if (round.isEmpty()) {
                return new Outcome.Idle();
            }
            anchor(round.get().note());
            return new Outcome.Sequenced(
                    round.get().events().size(), round.get().size(), round.get().more());
        } catch (SQLException | RuntimeException e) {
            meters.failed();
            giveUp();
            throw e;
        }
    }

    private @Nullable Leadership take() throws SQLException {
        Optional<Leadership> taken = leaderships.tryTake();
        if (taken.isEmpty()) {
            return null;
        }
        leadership = taken.get();
        LOG.info("leads the audit log {}", leaderships.origin());
        // the last one may have been signed by an instance that died before it could write it down
        leadership.latestNote().ifPresent(this::anchor);
        return leadership;
    }

    private void anchor(String note) {
        try {
            anchor.append(note);
        } catch (IOException e) {
            meters.anchorFailed();
            LOG.error("cannot append a checkpoint to {}: {}", settings.checkpointFile(), e.toString());
        }
    }

    /** Lets another instance lead; this one may take the leadership again in its next round. */
    public synchronized void giveUp() {
        Leadership held = leadership;
        leadership = null;
        if (held != null) {
            try {
                held.close();
            } catch (SQLException e) {
                LOG.debug("the connection was gone already", e);
            }
        }
    }
}
