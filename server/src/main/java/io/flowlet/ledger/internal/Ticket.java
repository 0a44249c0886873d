package io.flowlet.ledger.internal;

import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One caller's place in a lane. Its state only goes forward: waiting, taken, answered.
 *
 * <p>The lane moves it under its lock until it is taken; whoever took it answers it, once.
 */
final class Ticket {
    /** Where it stands. */
    enum State {
        /** In the queue. */
        WAITING,
        /** In a batch that is being written: only an answer ends it now. */
        TAKEN,
        ANSWERED
    }

    private final PostingUnit unit;
    private final boolean inOrder;
    private final Thread caller = Thread.currentThread();
    private final long sinceNanos = System.nanoTime();
    private volatile State state = State.WAITING;
    private @Nullable PostingReceipt receipt;
    private @Nullable RuntimeException failure;

    private Ticket(PostingUnit unit, boolean inOrder) {
        this.unit = unit;
        this.inOrder = inOrder;
    }

    /** Of a unit that belongs neither before nor after another one. */
    static Ticket alone(PostingUnit unit) {
        return new Ticket(unit, false);
    }

    /** Of one of several units of a caller that are decided in the order in which they are given. */
    static Ticket inOrder(PostingUnit unit) {
        return new Ticket(unit, true);
    }

    boolean isInOrder() {
        return inOrder;
    }

    PostingUnit unit() {
        return unit;
    }

    State state() {
        return state;
    }

    long waitedNanos() {
        return System.nanoTime() - sinceNanos;
    }

    void take() {
        state = State.TAKEN;
    }

    void answer(PostingReceipt answer) {
        receipt = answer;
        state = State.ANSWERED; // publishes the receipt
        LockSupport.unpark(caller);
    }

    void fail(RuntimeException cause) {
        failure = cause;
        state = State.ANSWERED;
        LockSupport.unpark(caller);
    }

    /** The answer, or the failure thrown in the caller's own thread. */
    PostingReceipt result() {
        if (failure != null) {
            throw failure;
        }
        if (receipt == null) {
            throw new IllegalStateException("not answered yet");
        }
        return receipt;
    }
}
