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
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One tenant's way to its ledger: one batch is written at a time, and while it is, the next one gathers.
 *
 * <p>There is no thread and no timer of its own. A caller that finds nobody writing writes at once; the others wait, and when a batch is done
 * the first of them takes all that wait and writes it. So a lone request never waits for company, and a busy lane commits many for the price
 * of one. Nobody writes more than one batch for others. Thread-safe.
 */
final class Lane {
    private static final int RETRY_AFTER_SECONDS = 1;

    /** Writes a batch and answers every ticket of it; never throws. */
    @FunctionalInterface
    interface Writer {
        void write(List<Ticket> batch);
    }

    private final LedgerSettings settings;
    private final Clock clock;
    private final Writer writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
    private boolean writing;

    Lane(LedgerSettings settings, Clock clock, Writer writer) {
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
    }

    /** Waits until {@code unit} is answered; an interrupt does not end the wait, because the money may already move. */
    PostingReceipt post(PostingUnit unit) {
        Ticket mine;
        lock.lock();
        try {
            if (queue.size() >= settings.queueUnits()) {
                return new PostingReceipt.Overloaded(RETRY_AFTER_SECONDS);
            }
            mine = new Ticket(unit, writing ? State.WAITING : State.LEADING);
            queue.add(mine);
            writing = true;
        } finally {
            lock.unlock();
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
        List<Ticket> mine = new ArrayList<>(units.size());
        lock.lock();
        try {
            // many wait until half of the queue is free: the other half is for those who come alone
            if (queue.size() > settings.queueUnits() / 2 || queue.size() + units.size() > settings.queueUnits()) {
                return Collections.nCopies(units.size(), new PostingReceipt.Overloaded(RETRY_AFTER_SECONDS));
            }
            for (PostingUnit unit : units) {
                Ticket ticket = new Ticket(unit, writing ? State.WAITING : State.LEADING);
                mine.add(ticket);
                queue.add(ticket);
                writing = true;
            }
        } finally {
            lock.unlock();
        }
        // whoever leads is the first in the queue, so those before it are answered and this thread has come to it
        mine.forEach(this::await);
        return mine.stream().map(Ticket::result).toList();
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
                case LEADING -> writeBatch();
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
            handOver();
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

    private void handOver() {
        lock.lock();
        try {
            Ticket next = queue.peek();
            if (next == null) {
                writing = false;
            } else {
                next.lead();
            }
        } finally {
            lock.unlock();
        }
    }
}
