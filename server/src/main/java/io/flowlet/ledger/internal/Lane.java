package io.flowlet.ledger.internal;

import io.flowlet.ledger.LedgerSettings;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.internal.Ticket.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's way to its ledger: one batch is written at a time, and while it is, the next one gathers.
 *
 * <p>There is no timer and no thread of its own. The first unit in an idle lane is given to a writer at once; those that come meanwhile wait
 * and are the writer's next batch. So a lone request never waits for company, and a busy lane commits many for the price of one. Between two
 * batches the writer goes to the end of the queue of lanes. Thread-safe.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    /** Writes a batch and answers every ticket of it; never throws. */
    @FunctionalInterface
    interface Writer {
        void write(List<Ticket> batch);
    }

    private final LedgerSettings settings;
    private final Clock clock;
    private final Writer writer;
    private final Executor writers;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
    private boolean writing;

    /** @param writers run one batch of one lane at a time */
    Lane(LedgerSettings settings, Clock clock, Writer writer, Executor writers) {
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
        this.writers = writers;
    }

    /** Waits until {@code unit} is answered; an interrupt does not end the wait, because the money may already move. */
    PostingReceipt post(PostingUnit unit) {
        Ticket mine = new Ticket(unit);
        if (!enter(List.of(mine), settings.queueUnits())) {
            return new PostingReceipt.Overloaded(RETRY_AFTER_SECONDS);
        }
        await(mine);
        return mine.result();
    }

    /**
     * As {@link #post}, for units of one caller that belong in this order: all are in the queue before the first is taken, or none.
     *
     * @return a receipt for each
     */
    List<PostingReceipt> postAll(List<PostingUnit> units) {
        List<Ticket> mine = units.stream().map(Ticket::new).toList();
        // many wait until half of the queue is free: the other half is for those who come alone
        if (!enter(mine, settings.queueUnits() / 2 + 1)) {
            return Collections.nCopies(units.size(), new PostingReceipt.Overloaded(RETRY_AFTER_SECONDS));
        }
        mine.forEach(this::await);
        return mine.stream().map(Ticket::result).toList();
    }

    /** Whether there was room: fewer than {@code busy} waiting, and a place for each. */
    private boolean enter(List<Ticket> tickets, int busy) {
        boolean first;
        lock.lock();
        try {
            if (queue.size() >= busy || queue.size() + tickets.size() > settings.queueUnits()) {
                return false;
            }
            queue.addAll(tickets);
            first = !writing;
            writing = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            callWriter();
        }
        return true;
    }

    /** When no writer can be had, because threads are out or the server ends, nobody may wait for one: nothing of theirs was posted. */
    private void callWriter() {
        boolean called = false;
        try {
            writers.execute(this::writeBatch);
            called = true;
        } catch (RejectedExecutionException ending) {
            LOG.warn("no writer for {} waiting units: the server ends", waiting());
        } finally {
            if (!called) {
                turnAwayAll();
            }
        }
    }

    private void turnAwayAll() {
        List<Ticket> turnedAway;
        lock.lock();
        try {
            turnedAway = List.copyOf(queue);
            queue.clear();
            writing = false;
        } finally {
            lock.unlock();
        }
        turnedAway.forEach(ticket -> ticket.answer(new PostingReceipt.Overloaded(RETRY_AFTER_SECONDS)));
    }

    /** How many units are in the queue. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private void await(Ticket mine) {
        boolean interrupted = false;
        while (mine.state() != State.ANSWERED) {
            interrupted |= Thread.interrupted(); // else nothing would park, and no connection be had
            switch (mine.state()) {
                case WAITING -> waitInQueue(mine);
                case TAKEN -> LockSupport.park(this);
                case ANSWERED -> {}
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitInQueue(Ticket mine) {
        long nanos = untilNanos(mine.unit().deadline());
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
            return;
        }
        lock.lock();
        try {
            if (mine.state() == State.WAITING && queue.remove(mine)) {
                mine.answer(new PostingReceipt.DeadlineExceeded());
            }
        } finally {
            lock.unlock();
        }
    }

    private long untilNanos(Instant deadline) {
        Instant now = clock.instant();
        if (!now.isBefore(deadline)) {
            return 0;
        }
        Duration left = Duration.between(now, deadline);
        return left.compareTo(Duration.ofHours(1)) > 0 ? Duration.ofHours(1).toNanos() : left.toNanos();
    }

    private void writeBatch() {
        try {
            List<Ticket> batch = takeBatch();
            if (!batch.isEmpty()) {
                writer.write(batch);
            }
        } finally {
            if (hasMore()) {
                callWriter();
            }
        }
    }

    /** The longest waiting units that fit into one transaction, of those whose deadline has not passed. */
    private List<Ticket> takeBatch() {
        List<Ticket> batch = new ArrayList<>();
        List<Ticket> late = new ArrayList<>();
        lock.lock();
        try {
            Instant now = clock.instant();
            int commands = 0;
            for (Ticket next = queue.peek(); next != null; next = queue.peek()) {
                int more = next.unit().transfers();
                if (!batch.isEmpty() && commands + more > settings.batchCommands()) {
                    break;
                }
                queue.remove();
                next.take();
                if (now.isBefore(next.unit().deadline())) {
                    batch.add(next);
                    commands += more;
                } else {
                    late.add(next);
                }
            }
        } finally {
            lock.unlock();
        }
        late.forEach(ticket -> ticket.answer(new PostingReceipt.DeadlineExceeded()));
        return batch;
    }

    private boolean hasMore() {
        lock.lock();
        try {
            writing = !queue.isEmpty();
            return writing;
        } finally {
            lock.unlock();
        }
    }
}
