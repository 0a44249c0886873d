package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of one tenant, and decides what a failure means.
 *
 * <p>A race (deadlock, serialization, a key that another instance was faster with) is tried again, a bounded number of times. When the
 * database cannot be reached nobody knows what was committed: everybody is told so, and a repeat with the same key finds out. Any other
 * failure has rolled everything back and is nobody's in particular: the batch is halved until the one bad unit is alone with it. Thread-safe.
 */
final class LaneWriter implements Lane.Writer {
    private static final Logger LOG = LoggerFactory.getLogger(LaneWriter.class);
    private static final int ATTEMPTS = 5;

    /** Serialization failure, deadlock, unique violation. */
    private static final Set<String> RACES = Set.of("40001", "40P01", "23505");

    /** Connection, resources, operator, system: what no smaller batch can help. A lock that could not be had is added: it blocks all alike. */
    private static final Set<String> OUTAGES = Set.of("08", "53", "57", "58");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final TenantId tenant;
    private final Journal journal;
    private final LedgerMetrics metrics;

    LaneWriter(TenantId tenant, Journal journal, LedgerMetrics metrics) {
        this.tenant = tenant;
        this.journal = journal;
        this.metrics = metrics;
    }

    @Override
    public void write(List<Ticket> batch) {
        try {
            metrics.taken(batch);
            writeOrHalve(batch);
        } finally {
            // reached unanswered only with an Error on its way up: nobody may wait for ever
            for (Ticket ticket : batch) {
                if (ticket.state() != Ticket.State.ANSWERED) {
                    ticket.fail(new IllegalStateException("the writer of this batch died"));
                }
            }
        }
    }

    private void writeOrHalve(List<Ticket> batch) {
        try {
            List<PostingReceipt> receipts = writeAgainOnRaces(batch);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer(receipts.get(i));
            }
        } catch (RuntimeException e) {
            if (batch.size() == 1 || isOutage(e)) {
                batch.forEach(ticket -> ticket.fail(e));
                return;
            }
            LOG.warn("a batch of {} units of tenant {} failed and is halved", batch.size(), tenant.value(), e);
            metrics.halved();
            int half = batch.size() / 2;
            writeOrHalve(batch.subList(0, half));
            writeOrHalve(batch.subList(half, batch.size()));
        }
    }

    private List<PostingReceipt> writeAgainOnRaces(List<Ticket> batch) {
        List<PostingUnit> units = batch.stream().map(Ticket::unit).toList();
        for (int attempt = 1; ; attempt++) {
            try {
                return journal.write(tenant, units);
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !isRace(e)) {
                    throw e;
                }
                metrics.retried();
            }
        }
    }

    private static boolean isRace(RuntimeException e) {
        SQLException cause = sqlException(e);
        return cause != null && cause.getSQLState() != null && RACES.contains(cause.getSQLState());
    }

    private static boolean isOutage(RuntimeException e) {
        SQLException cause = sqlException(e);
        if (cause == null) {
            return false;
        }
        String state = cause.getSQLState();
        if (cause instanceof SQLTransientConnectionException || state == null) {
            return true;
        }
        return state.equals(LOCK_NOT_AVAILABLE) || OUTAGES.contains(state.substring(0, Math.min(2, state.length())));
    }

    private static @Nullable SQLException sqlException(@Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found) {
                return found;
            }
        }
        return null;
    }
}
