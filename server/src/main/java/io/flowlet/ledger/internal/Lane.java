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
 * One tenant's way to its ledger: while batches are written, the next one gathers.
 *
 * <p>There is no timer and no thread of its own. The first unit in an idle lane is given to a writer at once; those that come meanwhile wait
 * and are a writer's next batch. So a lone request never waits for company, and a busy lane commits many for the price of one. Between two
 * batches a writer goes to the end of the queue of lanes.
 *
 * <p>A second batch may begin while the first waits for its round trips and its commit. The two are to each other as those of two instances:
 * whoever comes later to an account or a key waits for the other's commit. Units of one caller that belong in order are never in two batches
 * at once, nor overtaken. Thread-safe.
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
    private final int batchesAtOnce;
    private final Clock clock;
    private final Writer writer;
    private final Executor writers;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
    /** Writers that were called and have not gone: each has a batch under way or is about to look for one. */
    private int called;

    private int underWay;
    /** Whether a batch is under way that holds units which belong in order: nothing may overtake it. */
    private boolean inOrder;

    /**
     * @param batchesAtOnce how many batches may be under way
     * @param writers run each of them
     */
    Lane(LedgerSettings settings, int batchesAtOnce, Clock clock, Writer writer, Executor writers) {
        this.settings = settings;
        this.batchesAtOnce = batchesAtOnce;
        this.clock = clock;
        this.writer = writer;
        this.writers = writers;
    }

    /** Waits until {@code unit} is answered; an interrupt does not end the wait, because the money may already move. */
    PostingReceipt post(PostingUnit unit) {
        Ticket mine = Ticket.alone(unit);
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
        List<Ticket> mine = units.stream().map(Ticket::inOrder).toList();
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
            first = called < batchesAtOnce;
            if (first) {
                called++;
            }
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
            called--;
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
        List<Ticket> batch = takeBatch();
        try {
            if (!batch.isEmpty()) {
                writer.write(batch);
            }
        } finally {
            if (goesOn(batch)) {
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
            for (Ticket next = inOrder ? null : queue.peek(); next != null; next = queue.peek()) {
                int more = next.unit().transfers();
                boolean full = !batch.isEmpty() && commands + more > settings.batchCommands();
                if (full || (next.isInOrder() && underWay > 0)) {
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
            if (!batch.isEmpty()) {
                underWay++;
                inOrder = batch.stream().anyMatch(Ticket::isInOrder);
            }
        } finally {
            lock.unlock();
        }
        late.forEach(ticket -> ticket.answer(new PostingReceipt.DeadlineExceeded()));
        return batch;
    }

    /** Whether who wrote {@code batch} has to look for another one; who found nothing leaves the queue to the other writer. */
    private boolean goesOn(List<Ticket> batch) {
        lock.lock();
        try {
            if (!batch.isEmpty()) {
                underWay--;
                inOrder = false;
            }
            boolean more = !queue.isEmpty() && (!batch.isEmpty() || underWay == 0);
            if (!more) {
                called--;
            }
            return more;
        } finally {
            lock.unlock();
        }
    }
}
